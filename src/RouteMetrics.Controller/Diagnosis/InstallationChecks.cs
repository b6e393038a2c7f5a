using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using RouteMetrics.Controller.Certificates;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Diagnosis;

/// <summary>Whether the program is installed as it has to be, and reached.</summary>
internal sealed class InstallationChecks(KubernetesApi api, RouteMetricsSettings settings, TimeProvider time)
{
    private const string Reinstall = "apply deploy/ again";

    private static readonly ResourceType AccessReviews =
        new("authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", IsNamespaced: false);

    private static readonly ResourceType[] Needed =
        [ResourceType.HttpRoutes, ResourceType.Gateways, ResourceType.WasmPlugins, ResourceType.Telemetries];

    // As deploy/base/10-rbac.yaml has them, but for those of its own namespace, without which it would not have become ready.
    private static readonly (ResourceType Type, string[] Verbs)[] Rights =
    [
        (ResourceType.Namespaces, ["list", "watch", "patch"]), (ResourceType.Services, ["list", "watch"]),
        (ResourceType.HttpRoutes, ["list", "watch"]), (ResourceType.Gateways, ["list", "watch", "create", "patch", "delete"]),
        (ResourceType.WasmPlugins, ["list", "watch", "create", "patch", "delete"]),
        (ResourceType.Telemetries, ["list", "watch", "create", "patch", "delete"]),
        (ResourceType.AuthorizationPolicies, ["list", "watch"]), (ResourceType.RequestAuthentications, ["list", "watch"]),
        (ResourceType.Events, ["create", "patch"]),
    ];

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken ct) =>
    [
        await ServedAsync(ct), await RightsAsync(ct), await OutsideMeshAsync(ct), .. await CertificateAsync(ct), await ReplicasAsync(ct),
        await AskedAsync(ct),
    ];

    private async Task<Check> ServedAsync(CancellationToken ct)
    {
        List<string> missing = [];
        foreach (var type in Needed)
        {
            if (!await api.IsServedAsync(type, ct))
            {
                missing.Add($"{type.FullName} {type.Version}");
            }
        }

        return missing.Count == 0
            ? Check.Pass("CRDs", string.Join(", ", Needed.Select(static type => $"{type.Plural} {type.Version}")))
            : Check.Fail("CRDs", $"not served: {string.Join(", ", missing)}", "install the CRDs of Gateway API v1 and of Istio");
    }

    private async Task<Check> RightsAsync(CancellationToken ct)
    {
        List<string> missing = [];
        foreach (var (type, verbs) in Rights)
        {
            foreach (var verb in verbs)
            {
                if (!await MayAsync(verb, type, ct))
                {
                    missing.Add($"{verb} {type.FullName}");
                }
            }
        }

        return missing.Count == 0
            ? Check.Pass("RBAC", $"ServiceAccount {settings.OwnNamespace}/route-metrics may what it needs")
            : Check.Fail("RBAC", $"ServiceAccount {settings.OwnNamespace}/route-metrics may not {string.Join(", ", missing)}", Reinstall);
    }

    private async Task<bool> MayAsync(string verb, ResourceType type, CancellationToken ct)
    {
        var review = new JsonObject
        {
            ["apiVersion"] = AccessReviews.ApiVersion,
            ["kind"] = AccessReviews.Kind,
            ["spec"] = new JsonObject
            {
                ["user"] = $"system:serviceaccount:{settings.OwnNamespace}:route-metrics",
                ["groups"] = new JsonArray("system:serviceaccounts", $"system:serviceaccounts:{settings.OwnNamespace}", "system:authenticated"),
                ["resourceAttributes"] = new JsonObject { ["group"] = type.Group, ["resource"] = type.Plural, ["verb"] = verb },
            },
        };
        return (bool?)(await api.CreateAsync(AccessReviews, null, review, ct))["status"]?["allowed"] == true;
    }

    // The API server calls from outside: strict mTLS on the pods would refuse it.
    private async Task<Check> OutsideMeshAsync(CancellationToken ct)
    {
        const string Name = "mesh leaves the program alone";
        var ns = await api.GetAsync(ResourceType.Namespaces, null, settings.OwnNamespace, ct);
        if (ns is null)
        {
            return Check.Fail(Name, $"there is no namespace {settings.OwnNamespace}", "install the program, or give --installation-namespace");
        }

        var labels = ns["metadata"]?["labels"] as JsonObject ?? [];
        var captured = labels.ContainsKey("istio.io/rev") && (string?)labels["istio-injection"] != "disabled" ? "istio.io/rev"
            : (string?)labels["istio-injection"] == "enabled" ? "istio-injection"
            : (string?)labels["istio.io/dataplane-mode"] == "ambient" ? "istio.io/dataplane-mode"
            : null;
        return captured is null
            ? Check.Pass(Name, $"namespace {settings.OwnNamespace} is not in it")
            : Check.Fail(
                Name, $"the label {captured}={(string?)labels[captured]} of namespace {settings.OwnNamespace} takes it into the mesh",
                $"kubectl label namespace {settings.OwnNamespace} istio.io/dataplane-mode=none istio-injection=disabled --overwrite");
    }

    private async Task<IReadOnlyList<Check>> CertificateAsync(CancellationToken ct)
    {
        const string Name = "certificate";
        var objects = new ClusterObjects(api, settings.OwnNamespace);
        var configurations = await objects.ConfigurationsAsync(ct);
        if (configurations.Count < ClusterObjects.ConfigurationTypes.Count)
        {
            return [Check.Fail("webhook configurations", "one of the two is missing, so the API server asks nobody", Reinstall)];
        }

        var secret = await LeafAsync(SecretWriter.Name, ct) ?? await LeafAsync("route-metrics-tls", ct);
        if (secret is not { } found)
        {
            return [Check.Unknown(Name, $"no Secret of a certificate may be read in namespace {settings.OwnNamespace}")];
        }

        using var leaf = found;
        var now = time.GetUtcNow();
        var ends = leaf.NotAfter.ToUniversalTime();
        if (ends < now.UtcDateTime)
        {
            return [Check.Fail(
                Name, $"{leaf.Subject} has expired at {ends:u}",
                "see docs/runbooks/RouteMetricsCertificate.md: something keeps it from being renewed")];
        }

        var untrusting = configurations.SelectMany(static configuration => configuration.Webhooks)
            .Where(webhook => !Trusts(webhook.CaBundle, leaf, now)).Select(static webhook => webhook.Name).ToList();
        return
        [
            Check.Pass(Name, $"valid until {ends:u}"),
            untrusting.Count == 0
                ? Check.Pass("caBundle", "every webhook trusts the certificate")
                : Check.Fail(
                    "caBundle", $"does not fit the certificate in {string.Join(", ", untrusting)}",
                    "the program, or cert-manager's injector, writes it; see what else does: docs/runbooks/RouteMetricsCertificate.md"),
        ];
    }

    private async Task<X509Certificate2?> LeafAsync(string secret, CancellationToken ct)
    {
        try
        {
            return (string?)(await api.GetAsync(ResourceType.Secrets, settings.OwnNamespace, secret, ct))?["data"]?["tls.crt"] is { } pem
                ? X509Certificate2.CreateFromPem(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(pem)))
                : null;
        }
        catch (Exception refused) when (refused is KubernetesApiException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private static bool Trusts(string? caBundle, X509Certificate2 leaf, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.CustomTrustStore.AddRange(CaBundle.Decode(caBundle));
        return chain.ChainPolicy.CustomTrustStore.Count > 0 && chain.Build(leaf);
    }

    // By the API server's own way to the Service, which judges no certificate.
    private async Task<Check> ReplicasAsync(CancellationToken ct)
    {
        const string Name = "replicas answer";
        try
        {
            _ = await api.GetTextAsync(
                $"/api/v1/namespaces/{settings.OwnNamespace}/services/https:route-metrics:https/proxy/readyz", "get services/proxy", ct);
            return Check.Pass(Name, $"Service {settings.OwnNamespace}/route-metrics is ready");
        }
        catch (KubernetesApiException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return Check.Unknown(Name, refused.Message);
        }
        catch (KubernetesApiException refused)
        {
            return Check.Fail(
                Name, refused.Message,
                $"kubectl -n {settings.OwnNamespace} get pods; the API server has to reach port 9443 of the pods: firewalls, NetworkPolicies");
        }
    }

    // A Namespace that is not kept: what the webhook adds to it shows that it was asked.
    private async Task<Check> AskedAsync(CancellationToken ct)
    {
        const string Name = "API server asks the webhook";
        try
        {
            var made = await api.TryCreateAsync(
                ResourceType.Namespaces, null,
                new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "Namespace",
                    ["metadata"] = new JsonObject { ["name"] = $"doctor-{Guid.NewGuid():n}"[..20] },
                },
                ct);
            if (settings is { Mode: Mode.Audit } or { Enrolment: not Enrolment.All })
            {
                return Check.Unknown(Name, "mode audit, and an enrolment that is not all, leave a new Namespace as it is, so nothing shows it");
            }

            return made["metadata"]?["labels"]?["istio.io/dataplane-mode"] is not null
                ? Check.Pass(Name, "a new Namespace (dry run) is labelled")
                : Check.Fail(
                    Name, "a new Namespace (dry run) passed without our label: the call has failed, and failurePolicy let it through",
                    "see the other lines, and docs/runbooks/RouteMetricsWebhookFailingOpen.md");
        }
        catch (KubernetesApiException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return Check.Unknown(Name, refused.Message);
        }
        catch (KubernetesApiException refused)
        {
            return Check.Fail(Name, refused.Message, "docs/runbooks/RouteMetricsWebhookFailingOpen.md");
        }
    }
}
