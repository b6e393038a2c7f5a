using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using RouteMetrics.Controller.Certificates;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Tests.Certificates;

/// <summary>What an API server keeps of our objects: it counts versions, and refuses a write to a version that is not the present one.</summary>
internal sealed class ClusterState
{
    public const string Mutating = "MutatingWebhookConfiguration";
    public const string Validating = "ValidatingWebhookConfiguration";

    private readonly Dictionary<string, JsonObject> configurations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WebhookConfiguration> read = new(StringComparer.Ordinal);

    public V1Secret? Secret { get; private set; }

    /// <summary>Of the latest object that was written.</summary>
    public int Version { get; private set; }

    public SecretState SecretState { get; private set; } = new SecretState.Absent();

    public int SecretWrites { get; private set; }

    public int BundleWrites { get; private set; }

    public IEnumerable<JsonObject> Configurations => configurations.Values;

    /// <summary>Kinds of configurations that somebody else has written to, until we do.</summary>
    public HashSet<string> Overwritten { get; } = new(StringComparer.Ordinal);

    public WebhookConfiguration? Configuration(string kind)
    {
        if (!configurations.TryGetValue(kind, out var body))
        {
            return null;
        }

        return read.TryGetValue(kind, out var known) && known.ResourceVersion == VersionOf(body) ? known : read[kind] = Read(kind, body);
    }

    public IReadOnlyList<WebhookConfiguration> Read() => [.. new[] { Mutating, Validating }.Select(Configuration).OfType<WebhookConfiguration>()];

    public bool Create(V1Secret secret)
    {
        if (Secret is not null)
        {
            return false;
        }

        Put(secret, "route-metrics");
        SecretWrites++;
        return true;
    }

    public bool Replace(V1Secret secret)
    {
        if (Secret is null || Secret.Metadata.ResourceVersion != secret.Metadata.ResourceVersion)
        {
            return false;
        }

        Put(secret, "route-metrics");
        SecretWrites++;
        return true;
    }

    /// <summary>What others do to the Secret; null deletes it.</summary>
    public void Put(V1Secret? secret, string manager)
    {
        Version++;
        Secret = secret is null ? null : secret with
        {
            Metadata = secret.Metadata with
            {
                ResourceVersion = (++Version).ToString(null as IFormatProvider),
                ManagedFields = [.. secret.Metadata.ManagedFields ?? [], new V1ManagedFieldsEntry { Manager = manager }],
            },
        };
        SecretState = SecretReader.Read(Secret);
    }

    /// <summary>A patch of the version and then of bundles.</summary>
    public bool Patch(string kind, JsonPatch patch)
    {
        var operations = JsonNode.Parse(patch.ToString())!.AsArray();
        if (!configurations.TryGetValue(kind, out var body) || VersionOf(body) != operations[0]!["value"]!.GetValue<string>())
        {
            return false;
        }

        Assert.Equal(("replace", "/metadata/resourceVersion"), (operations[0]!["op"]!.GetValue<string>(), operations[0]!["path"]!.GetValue<string>()));
        foreach (var operation in operations.Skip(1))
        {
            var path = operation!["path"]!.GetValue<string>().Split('/');
            Assert.Equal(["", "webhooks", path[2], "clientConfig", "caBundle"], path);
            Write(body, int.Parse(path[2], null), operation["value"]!.GetValue<string>(), "route-metrics");
        }

        Stamp(body);
        Overwritten.Remove(kind);
        BundleWrites++;
        return true;
    }

    /// <summary>A configuration of these webhooks, without any bundle.</summary>
    public void Configure(string kind, params string[] webhooks)
    {
        configurations[kind] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "route-metrics", ["managedFields"] = new JsonArray() },
            ["webhooks"] = new JsonArray([.. webhooks.Select(name => new JsonObject
            {
                ["name"] = name,
                ["clientConfig"] = new JsonObject(),
                ["sideEffects"] = "None",
                ["admissionReviewVersions"] = new JsonArray("v1"),
            })]),
        };
        Stamp(configurations[kind]);
        Overwritten.Remove(kind);
    }

    public void Unconfigure(string kind) => _ = (configurations.Remove(kind), Version++);

    /// <summary>Somebody else sets the bundle of one webhook.</summary>
    public void Overwrite(string kind, int webhook, string? bundle)
    {
        if (configurations.TryGetValue(kind, out var body))
        {
            Write(body, webhook, bundle, "kubectl-replace");
            Stamp(body);
            Overwritten.Add(kind);
        }
    }

    private static WebhookConfiguration Read(string kind, JsonObject body) => kind == Mutating
        ? WebhookConfiguration.Of(KubernetesJson.Deserialize<V1MutatingWebhookConfiguration>(body))!
        : WebhookConfiguration.Of(KubernetesJson.Deserialize<V1ValidatingWebhookConfiguration>(body))!;

    private static string VersionOf(JsonObject body) => body["metadata"]!["resourceVersion"]!.GetValue<string>();

    private static void Write(JsonObject body, int webhook, string? bundle, string manager)
    {
        var entry = body["webhooks"]![webhook]!;
        var name = entry["name"]!.GetValue<string>();
        ((JsonObject)entry["clientConfig"]!)["caBundle"] = bundle;
        var managers = (JsonArray)body["metadata"]!["managedFields"]!;
        foreach (var other in managers)
        {
            (other!["fieldsV1"]!["f:webhooks"] as JsonObject)!.Remove($"k:{{\"name\":\"{name}\"}}");
        }

        managers.Add((JsonNode)new JsonObject
        {
            ["manager"] = manager,
            ["fieldsV1"] = new JsonObject
            {
                ["f:webhooks"] = new JsonObject
                {
                    [$"k:{{\"name\":\"{name}\"}}"] = new JsonObject { ["f:clientConfig"] = new JsonObject { ["f:caBundle"] = new JsonObject() } },
                },
            },
        });
    }

    private void Stamp(JsonObject body) => body["metadata"]!["resourceVersion"] = (++Version).ToString(null as IFormatProvider);
}
