using System.Text.Json;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Conflicts;

/// <summary>
/// Random objects of others beside routes of two Services and a Gateway. What each proxy sees with ours and without is told by a model that
/// follows the tables of what was measured and knows nothing of the plan: no label lies, and nothing of others changes.
/// </summary>
public sealed class SeenByProxiesTests
{
    private const int Cases = 5_000;
    private const string ReadsAttribute = "filter_state['wasm.istio_operationId']";

    [Fact]
    public void No_label_lies_and_no_value_of_others_changes()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("ROUTE_METRICS_SEED"), out var given) ? given : Random.Shared.Next(1 << 30);
        var (held, measured) = (0, 0);
        for (var seed = first; seed < first + Cases; seed++)
        {
            var random = new Random(seed);
            var others = Enumerable.Range(0, random.Next(4)).Select(index => SeenObject.Random(random, index))
                .DistinctBy(static item => (item.Kind, item.Namespace, item.Name)).ToList();
            var settings = Some.Defaults with
            {
                AttachTo = random.Next(3) == 0 ? AttachTo.Waypoint : AttachTo.Service,
                Engine = random.Next(4) == 0 ? Engine.Native : Engine.Attributegen,
            };
            var plan = RoutePlan.Of(MeshOf(random, others), settings);
            var ours = plan.Manifests().Where(static manifest => manifest.Kind is "WasmPlugin" or "Telemetry").Select(SeenObject.Ours).ToList();
            Assert.DoesNotContain(ours, our => others.Exists(other => (other.Kind, other.Namespace, other.Name) == (our.Kind, our.Namespace, our.Name)));
            var heldTargets = plan.Held.Select(static item => item.Target.Key).ToHashSet();
            foreach (var place in SeenPlace.All)
            {
                var (before, after) = (place.See(others), place.See([.. others, .. ours]));
                var isMeasured = plan.Measured.Any(target => target.Target.Key == place.Key);
                var fault = FaultAt(place, before, after, isMeasured, heldTargets.Contains(place.Key), settings);
                Assert.True(
                    fault is null,
                    $"ROUTE_METRICS_SEED={seed} {settings.Engine} {settings.AttachTo} {place.Key}: {fault}\n{string.Join('\n', others)}\nours:\n{string.Join('\n', ours)}");
                (held, measured) = (held + (heldTargets.Contains(place.Key) ? 1 : 0), measured + (isMeasured ? 1 : 0));
            }
        }

        Assert.True(held > Cases / 10 && measured > Cases / 10, $"{held} held, {measured} measured");
    }

    private static string? FaultAt(SeenPlace place, Seen before, Seen after, bool isMeasured, bool isHeld, RouteMetricsSettings settings)
    {
        var isNative = settings.Engine == Engine.Native;
        if (isMeasured && !isNative && after.Writer != SeenObject.OurName)
        {
            return $"the name is written by {after.Writer}";
        }

        foreach (var metric in settings.Metrics)
        {
            var (was, now) = (before.Label(metric), after.Label(metric));
            if (isMeasured && (now is null || !after.IsInPrometheus || (now != ReadsAttribute) != isNative))
            {
                return $"{metric} is labelled {now} for Prometheus: {after.IsInPrometheus}";
            }

            // On a waypoint without anything of others a label of nobody's Service is "unknown".
            var isUnknown = was is null && !isHeld && (isNative || (now == ReadsAttribute && after.Writer is null));
            if (!isMeasured && was != now && !isUnknown)
            {
                return $"{metric} was labelled {was} and is {now}";
            }

            if (was is not null && was != now)
            {
                return $"{metric} was labelled {was} by others and is {now}";
            }
        }

        var changed = before.Writer is not null && before.Writer != after.Writer && !isNative;
        return changed ? $"the attribute was written by {before.Writer} and is by {after.Writer}"
            : before.IsAllOff && !after.IsAllOff ? "metrics that were off are on"
            : null;
    }

    private static MeshSnapshot MeshOf(Random random, IReadOnlyList<SeenObject> others) => new()
    {
        Namespaces = [new("ns", new Dictionary<string, string>())],
        Services = [new(new("ns", "svc")), new(new("ns", "other")), new(new("ns", "third"))],
        Gateways =
        [
            new(new("ns", "gw"), "istio") { Listeners = [new("http", 80, "HTTP")], PodLabels = new Dictionary<string, string> { ["team"] = "a" } },
            .. random.Next(2) == 0 ? new[] { new GatewayResource(new("ns", "ns-waypoint"), "istio-waypoint") } : [],
        ],
        Routes =
        [
            Others.ServiceRoute, Others.GatewayRoute,
            .. random.Next(2) == 0 ? new[] { Some.Route("of-other", Some.Service("other"), Some.Exact("/y")) } : [],
        ],
        Attached = others.Select(static item => item.ToAttached()),
    };
}

/// <summary>What others or we write, in the words of the model.</summary>
internal sealed record SeenObject(
    string Kind, string Namespace, string Name, string Ref, int Age, int Phase, int? Priority, bool? WritesOnRequest, string? Label, string? Metric,
    bool Disables, string? Provider)
{
    public const string OurName = "ours";

    private static readonly string[] Refs =
    [
        "", "selector:team=a", "selector:team=b", "Service/svc", "Service/other", "Service/third", "Gateway/ns-waypoint", "Gateway/gw", "GatewayClass/istio-waypoint",
    ];

    public static SeenObject Random(Random random, int index)
    {
        var kind = Pick("WasmPlugin", "TrafficExtension", "Telemetry", "Telemetry");
        var isTelemetry = kind == "Telemetry";
        return new(
            kind,
            Pick("ns", "ns", "ns", "istio-system", "elsewhere"),
            random.Next(8) == 0 ? Pick("svc-wasmplugin", "svc-telemetry", "gw-telemetry", "ns-wasmplugin") : $"o{index}",
            Refs[random.Next(Refs.Length)],
            random.Next(3),
            random.Next(4),
            random.Next(3) == 0 ? random.Next(-1, 2) : null,
            isTelemetry || random.Next(4) == 0 ? null : random.Next(2) == 0,
            isTelemetry && random.Next(2) == 0 ? Pick("'x'", "filter_state['wasm.istio_operationId']", "REMOVE") : null,
            Pick("REQUEST_COUNT", "REQUEST_DURATION", "ALL_METRICS"),
            isTelemetry && random.Next(8) == 0,
            isTelemetry && random.Next(6) == 0 ? Pick("nope", "prometheus") : null);

        string Pick(params string[] options) => options[random.Next(options.Length)];
    }

    /// <summary>One of ours, which is as young as can be; its metrics are all that the model asks for.</summary>
    public static SeenObject Ours(Manifest manifest)
    {
        var spec = (ManifestValue.Map)At(manifest.Body, "spec");
        var refs = string.Join(',', ((ManifestValue.List)At(spec, "targetRefs")).Items.Select(static item => $"{Text(At(item, "kind"))}/{Text(At(item, "name"))}"));
        var label = manifest.Kind == "Telemetry"
            ? Text(At(At(At(((ManifestValue.List)At(((ManifestValue.List)At(spec, "metrics")).Items[0], "overrides")).Items[0], "tagOverrides"), "route_name"), "value"))
            : null;
        return new(manifest.Kind, manifest.Namespace!, manifest.Name, refs, 9, 0, null, manifest.Kind == "WasmPlugin" ? true : null, label, "ALL_METRICS", false, null)
        {
            IsOurs = true,
            Conditions = ConditionsOf(manifest),
        };
    }

    public bool IsOurs { get; private init; }

    /// <summary>Those of ours, which name the Envoy routes that each is for.</summary>
    public string Conditions { get; private init; } = "";

    /// <summary>Whether it writes something for the Service or Gateway.</summary>
    public bool WritesFor(string target) => !IsOurs || Conditions.Contains($"'ns.of-{target}.0'", StringComparison.Ordinal);

    public string Writes => IsOurs ? OurName : $"{Kind} {Namespace}/{Name}";

    public IEnumerable<string> AllRefs => Ref.Split(',');

    public AttachedObject ToAttached()
    {
        var target = Ref switch
        {
            "" => "",
            ['s', 'e', 'l', ..] => $"\"selector\": {{\"matchLabels\": {{\"team\": \"{Ref[^1]}\"}}}},",
            _ => $"\"targetRefs\": [{{\"group\": \"{(Ref.StartsWith("Service", StringComparison.Ordinal) ? "" : "gateway.networking.k8s.io")}\", \"kind\": \"{Ref.Split('/')[0]}\", \"name\": \"{Ref.Split('/')[1]}\"}}],",
        };
        return Others.Of(Kind, Namespace, Name, Kind == "Telemetry" ? TelemetrySpec(target) : ExtensionSpec(target), Age);
    }

    private string ExtensionSpec(string target)
    {
        string[] phases = ["\"phase\": \"AUTHN\",", "\"phase\": \"AUTHZ\",", "\"phase\": \"STATS\",", ""];
        var attributes = WritesOnRequest is { } onRequest ? $"[{{\"output_attribute\": \"istio_operationId\"{(onRequest ? ", \"phase\": \"ON_REQUEST\"" : "")}}}]" : "[]";
        var module = $"\"url\": \"oci://x\", \"pluginConfig\": {{\"attributes\": {attributes}}}";
        return $"{{{target}{phases[Phase]}{(Priority is { } p ? $"\"priority\": {p}," : "")}{(Kind == "WasmPlugin" ? module : $"\"wasm\": {{{module}}}")}}}";
    }

    private string TelemetrySpec(string target)
    {
        var tag = Label switch
        {
            null => "",
            "REMOVE" => "\"tagOverrides\": {\"route_name\": {\"operation\": \"REMOVE\"}}",
            _ => $"\"tagOverrides\": {{\"route_name\": {{\"value\": {JsonSerializer.Serialize(Label)}}}}}",
        };
        var overrides = (Disables ? "{\"disabled\": true}" : "") + (Disables && tag.Length > 0 ? "," : "") + (tag.Length > 0 ? $"{{\"match\": {{\"metric\": \"{Metric}\"}}, {tag}}}" : "");
        return $"{{{target}\"metrics\": [{{{(Provider is null ? "" : $"\"providers\": [{{\"name\": \"{Provider}\"}}],")}\"overrides\": [{overrides}]}}]}}";
    }

    private static ManifestValue At(ManifestValue value, string key) => ((ManifestValue.Map)value).Entries.Single(entry => entry.Key == key).Value;

    private static string ConditionsOf(Manifest manifest)
    {
        if (manifest.Kind != "WasmPlugin")
        {
            return "";
        }

        var attributes = (ManifestValue.List)At(At(At(manifest.Body, "spec"), "pluginConfig"), "attributes");
        return string.Join('\n', ((ManifestValue.List)At(attributes.Items[0], "match")).Items.Select(static match => Text(At(match, "condition"))));
    }

    private static string Text(ManifestValue value) => ((ManifestValue.Text)value).Value;
}

/// <summary>What a proxy does for one place: who writes the attribute last, what labels there are, and where metrics go.</summary>
internal sealed record Seen(string? Writer, IReadOnlyDictionary<string, string> Labels, bool IsInPrometheus, bool IsAllOff)
{
    public string? Label(string metric) => Labels.GetValueOrDefault(metric);
}

/// <summary>A Service at waypoint <c>ns/ns-waypoint</c>, or Gateway <c>ns/gw</c>, whose pods have the label <c>team: a</c>.</summary>
internal sealed record SeenPlace(NamespacedName Key, bool IsGateway)
{
    public static IReadOnlyList<SeenPlace> All =>
        [new(new("ns", "svc"), false), new(new("ns", "other"), false), new(new("ns", "third"), false), new(new("ns", "gw"), true)];

    public Seen See(IReadOnlyList<SeenObject> objects)
    {
        var writer = objects
            .Where(item => item.Kind != "Telemetry" && item.WritesOnRequest is not null && Runs(item) && item.WritesFor(Key.Name))
            .OrderBy(static item => item.WritesOnRequest == false)
            .ThenBy(static item => item.Phase)
            .ThenBy(static item => -(item.Priority ?? int.MinValue + 1))
            .ThenBy(static item => item.Namespace == "istio-system")
            .ThenBy(static item => item.Age).ThenBy(static item => item.Name, StringComparer.Ordinal)
            .LastOrDefault();
        var (labels, provider, isOff) = (new Dictionary<string, string>(StringComparer.Ordinal), "prometheus", false);
        foreach (var telemetry in Merged(objects))
        {
            provider = telemetry.Provider ?? provider;
            if (provider != "prometheus")
            {
                continue;
            }

            isOff = (telemetry.Disables || isOff) && telemetry.Label is null;
            foreach (var metric in telemetry.Label is null ? [] : Some.Defaults.Metrics.Where(metric => telemetry.Metric == "ALL_METRICS" || telemetry.Metric == metric))
            {
                labels[metric] = telemetry.Label!;
            }
        }

        return new(writer?.Writes, labels, provider == "prometheus", isOff);
    }

    private bool Runs(SeenObject item) => item.AllRefs.Any(reference => IsGateway
        ? ((reference is "" or "selector:team=a") && item.Namespace != "elsewhere") || (reference == "Gateway/gw" && item.Namespace == "ns")
        : (reference == $"Service/{Key.Name}" && item.Namespace == "ns")
            || (reference == "Gateway/ns-waypoint" && item.Namespace == "ns")
            || (reference == "GatewayClass/istio-waypoint" && item.Namespace == "istio-system"));

    private IEnumerable<SeenObject> Merged(IReadOnlyList<SeenObject> objects)
    {
        var telemetries = objects.Where(static item => item.Kind == "Telemetry").OrderBy(static item => item.Age)
            .ThenBy(static item => item.Name, StringComparer.Ordinal).ThenBy(static item => item.Namespace, StringComparer.Ordinal).ToList();
        return telemetries.Where(static item => item is { Ref: "", Namespace: "istio-system" }).Take(1)
            .Concat(telemetries.Where(static item => item is { Ref: "", Namespace: "ns" }).Take(1))
            .Concat(telemetries.Where(item => item.Namespace == "ns" && item.AllRefs.Any(reference => IsGateway
                ? reference is "Gateway/gw" or "selector:team=a"
                : reference == "Gateway/ns-waypoint" || reference == $"Service/{Key.Name}")));
    }
}
