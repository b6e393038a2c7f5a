using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Documents.Configuration;

/// <summary>
/// One setting: its path below <c>spec</c>, its meaning, and how it is read and printed. <paramref name="Read"/> is not called for an
/// absent or faulty value.
/// </summary>
internal sealed record Setting(
    string Path,
    string Comment,
    Func<RouteMetricsSettings, ManifestValue> Show,
    Func<RouteMetricsSettings, SettingValue, RouteMetricsSettings> Read)
{
    /// <summary>The path of the setting whose default depends on its neighbours.</summary>
    public const string ModuleKind = "module.kind";

    /// <summary>All settings, in the order of the printed file.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        Choice("mode", "What becomes of findings: enforce denies, warn admits and warns, audit records only.",
            s => s.Mode, (s, v) => s with { Mode = v }),
        Choice("enrolment", "Which namespaces are enrolled: all, labelled (routemetrics.io/enabled: \"true\") or none.",
            s => s.Enrolment, (s, v) => s with { Enrolment = v }),
        Texts("exemptNamespaces",
            "Never touched, beside kube-*, istio-system and ownNamespace; a trailing * is a prefix. Yours add to these; a ! makes an "
                + "exception.",
            s => s.ExemptNamespaces,
            (s, v) => s with { ExemptNamespaces = [.. v.Union(InfrastructureNamespaces.All, StringComparer.Ordinal)] }),
        Text("ownNamespace", "Where the webhook itself runs.",
            s => s.OwnNamespace, (s, v) => s with { OwnNamespace = v }),
        Choice("engine", "attributegen evaluates conditions in a WasmPlugin; native names requests by Envoy's own route.",
            s => s.Engine, (s, v) => s with { Engine = v }),
        Choice("conditions", "route asks which route Envoy took, then its match; request asks the request alone.",
            s => s.Conditions, (s, v) => s with { Conditions = v }),
        Choice("attachTo", "One WasmPlugin for each service, or one for each waypoint.",
            s => s.AttachTo, (s, v) => s with { AttachTo = v }),
        Choice("annotate",
            "routes annotates routes with their operations; none leaves them alone, and the component annotate-none spares the call.",
            s => s.Annotate, (s, v) => s with { Annotate = v }),
        Text("names.waypoint", "Names of generated objects; {owner} is the namespace, Service or Gateway that they are for.",
            s => s.Names.Waypoint, (s, v) => s with { Names = s.Names with { Waypoint = v } }),
        Text("names.telemetry", "",
            s => s.Names.Telemetry, (s, v) => s with { Names = s.Names with { Telemetry = v } }),
        Text("names.wasmPlugin", "",
            s => s.Names.WasmPlugin, (s, v) => s with { Names = s.Names with { WasmPlugin = v } }),
        Choice(ModuleKind,
            "builtin is the program's own module, which it serves; attributegen, the default beside a url or sha256, is Istio's build of 2023.",
            s => s.Module.Kind, (s, v) => s with { Module = s.Module with { Kind = v } }),
        Text("module.url", "Where proxies get it instead: a file, http, https or oci address; empty for where its kind is.",
            s => s.Module.Url, (s, v) => s with { Module = s.Module with { Url = v } }),
        Text("module.sha256", "The digest of a module of yours; another one is not loaded. Empty for that of the kind.",
            s => s.Module.Sha256, (s, v) => s with { Module = s.Module with { Sha256 = v } }),
        Texts("metrics", "Istio's metrics that get the label.",
            s => s.Metrics, (s, v) => s with { Metrics = v }),
        Text("labelName", "The label that carries the operation.",
            s => s.LabelName, (s, v) => s with { LabelName = v }),
        Text("unmatchedName", "Its value for a request that no route matches.",
            s => s.UnmatchedName, (s, v) => s with { UnmatchedName = v }),
        Text("clusterDomain", "istiod's --domain, such as cluster.local; empty matches any.",
            s => s.ClusterDomain, (s, v) => s with { ClusterDomain = v }),
        Texts("gatewayClasses.gateway", "Classes of the Gateways that Istio's Envoy runs.",
            s => s.GatewayClasses.Gateway, (s, v) => s with { GatewayClasses = s.GatewayClasses with { Gateway = v } }),
        Text("gatewayClasses.waypoint", "Class of the waypoints that are created.",
            s => s.GatewayClasses.Waypoint, (s, v) => s with { GatewayClasses = s.GatewayClasses with { Waypoint = v } }),
        Text("waypointRevision",
            "istio.io/rev of the waypoints that are created, where the namespace has none; empty is the default revision.",
            s => s.WaypointRevision, (s, v) => s with { WaypointRevision = v }),
        .. BudgetSetting.All,
        Text("policy.documentation", "Every message ends with a link: this, then RMW001.md; a folder or a URL, or empty for no link.",
            s => s.Documentation, (s, v) => s with { Documentation = v }),
        .. PolicySetting.Severities,
    ];

    private static Setting Text(
        string path,
        string comment,
        Func<RouteMetricsSettings, string> get,
        Func<RouteMetricsSettings, string, RouteMetricsSettings> set) =>
        new(path, comment, s => get(s), (s, value) => value.AsText() is { } text ? set(s, text) : s);

    private static Setting Texts(
        string path,
        string comment,
        Func<RouteMetricsSettings, IReadOnlyList<string>> get,
        Func<RouteMetricsSettings, IReadOnlyList<string>, RouteMetricsSettings> set) =>
        new(
            path,
            comment,
            s => new ManifestValue.List([.. get(s).Select(text => (ManifestValue)text)]),
            (s, value) => value.AsTexts() is { } texts ? set(s, texts) : s);

    private static Setting Choice<T>(
        string path, string comment, Func<RouteMetricsSettings, T> get, Func<RouteMetricsSettings, T, RouteMetricsSettings> set)
        where T : struct, Enum =>
        new(path, comment, s => Choices.Spell(get(s)), (s, value) => value.AsChoice<T>() is { } choice ? set(s, choice) : s);
}
