using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using YamlDotNet.RepresentationModel;

namespace RouteMetrics.Controller.Diagnosis;

/// <summary>Whether metrics have a provider: without one a Telemetry tags nothing.</summary>
internal static class ProviderChecks
{
    private const string Name = "metrics provider";

    /// <summary>Of istiod's mesh configuration (ConfigMap <c>istio-system/istio</c>) and of the Telemetries above ours.</summary>
    public static async Task<Check> RunAsync(KubernetesApi api, string? ns, CancellationToken ct)
    {
        JsonObject? map;
        try
        {
            map = await api.GetAsync(ResourceType.ConfigMaps, IstioLabels.RootNamespace, "istio", ct);
        }
        catch (KubernetesApiException refused)
        {
            return Check.Unknown(Name, refused.Message);
        }

        if ((string?)map?["data"]?["mesh"] is not { } mesh)
        {
            return Check.Unknown(Name, $"there is no ConfigMap {IstioLabels.RootNamespace}/istio with the mesh configuration");
        }

        var telemetries = await api.ListAsync(ResourceType.Telemetries, null, null, ct);
        return Of(mesh, telemetries.Where(found => NamespaceOf(found) is var at && (at == IstioLabels.RootNamespace || ns is null || at == ns)));
    }

    /// <summary>The same of what was read.</summary>
    public static Check Of(string mesh, IEnumerable<JsonObject> telemetries)
    {
        List<string> known;
        List<string> standard;
        try
        {
            var root = Root(mesh);
            known = [.. Names(Child(root, "extensionProviders"), "name"), "prometheus"];
            standard = Names(Child(Child(root, "defaultProviders"), "metrics"), null);
        }
        catch (YamlDotNet.Core.YamlException broken)
        {
            return Check.Unknown(Name, $"ConfigMap {IstioLabels.RootNamespace}/istio is no YAML: {broken.Message}");
        }

        // A target-less Telemetry's providers are those of ours, too (facts: measured on istiod).
        var named = telemetries.Select(static telemetry => (Telemetry: telemetry, Providers: ProvidersOf(telemetry)))
            .Where(static item => item.Providers.Count > 0).ToList();
        foreach (var (telemetry, providers) in named)
        {
            if (!providers.Any(provider => known.Contains(provider, StringComparer.Ordinal)))
            {
                return Check.Fail(
                    Name,
                    $"Telemetry {NamespaceOf(telemetry)}/{(string?)telemetry["metadata"]?["name"]} sends metrics to "
                        + $"{string.Join(", ", providers)}, which is no provider of the mesh",
                    $"name one of these there: {string.Join(", ", known.Distinct(StringComparer.Ordinal))}");
            }
        }

        return standard.Count > 0 ? Check.Pass(Name, $"{string.Join(", ", standard)}, by default")
            : named.Count > 0 ? Check.Pass(Name, $"{string.Join(", ", named[0].Providers)}, by a Telemetry")
            : Check.Fail(
                Name, "the mesh has no default provider of metrics, and no Telemetry names one: nothing is counted",
                "set meshConfig.defaultProviders.metrics: [prometheus] in istiod's configuration");
    }

    private static string NamespaceOf(JsonObject item) => (string?)item["metadata"]?["namespace"] ?? "";

    private static List<string> ProvidersOf(JsonObject telemetry) =>
    [
        .. (telemetry["spec"]?["metrics"] as JsonArray ?? []).OfType<JsonObject>()
            .SelectMany(static entry => entry["providers"] as JsonArray ?? [])
            .Select(static provider => (string?)provider?["name"] ?? "").Where(static name => name.Length > 0),
    ];

    private static YamlNode? Root(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count > 0 ? stream.Documents[0].RootNode : null;
    }

    private static YamlNode? Child(YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static List<string> Names(YamlNode? list, string? key) =>
    [
        .. (list is YamlSequenceNode items ? items.Children : [])
            .Select(item => (key is null ? item : Child(item, key)) as YamlScalarNode)
            .Select(static scalar => scalar?.Value ?? "").Where(static name => name.Length > 0),
    ];
}
