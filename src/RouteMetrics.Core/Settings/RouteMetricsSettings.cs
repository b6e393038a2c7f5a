using RouteMetrics.Core.Findings;

namespace RouteMetrics.Core.Settings;

/// <summary>The effective configuration: what <c>kind: RouteMetricsConfig</c> says, with the defaults filled in.</summary>
public sealed record RouteMetricsSettings
{
    public static readonly RouteMetricsSettings Default = new();

    public Mode Mode { get; init; } = Mode.Enforce;

    public Enrolment Enrolment { get; init; } = Enrolment.All;

    /// <summary>
    /// Namespaces never touched, besides <c>kube-*</c>, istio-system and our own; a trailing <c>*</c> is a prefix. What users write adds to
    /// the well-known infrastructure; a <c>!</c> before a name makes an exception.
    /// </summary>
    public IReadOnlyList<string> ExemptNamespaces { get; init; } = InfrastructureNamespaces.All;

    /// <summary>The webhook's own namespace.</summary>
    public string OwnNamespace { get; init; } = "route-metrics";

    public Engine Engine { get; init; } = Engine.Attributegen;

    public ConditionKind Conditions { get; init; } = ConditionKind.Route;

    public AttachTo AttachTo { get; init; } = AttachTo.Service;

    public Annotate Annotate { get; init; } = Annotate.Routes;

    public NamePatterns Names { get; init; } = new();

    /// <summary>As users write it; <see cref="ModuleToLoad"/> is what proxies are told.</summary>
    public WasmModule Module { get; init; } = new();

    /// <summary>The module with its address and digest, whether these are of its kind or written by users.</summary>
    public WasmModule ModuleToLoad => Module.Resolve(OwnNamespace);

    /// <summary>Istio's metric names to label, such as REQUEST_COUNT (istio/api telemetry.proto).</summary>
    public IReadOnlyList<string> Metrics { get; init; } = ["REQUEST_COUNT", "REQUEST_DURATION"];

    /// <summary>The Prometheus label that carries the operation.</summary>
    public string LabelName { get; init; } = "route_name";

    /// <summary>The label's value for a request that no route matches; <c>unknown</c> is what Istio itself writes.</summary>
    public string UnmatchedName { get; init; } = "unknown";

    /// <summary>istiod's <c>--domain</c>; empty matches any, which is safe unless ServiceEntry hosts imitate Services.</summary>
    public string ClusterDomain { get; init; } = "";

    public GatewayClasses GatewayClasses { get; init; } = new();

    /// <summary>
    /// The label <c>istio.io/rev</c> of the waypoints that are created, where the namespace has none; empty is istiod's default revision.
    /// </summary>
    public string WaypointRevision { get; init; } = "";

    /// <summary>Severities that differ from the default of their code.</summary>
    public IReadOnlyDictionary<FindingCode, Severity> Severities { get; init; } = new Dictionary<FindingCode, Severity>();

    public SeriesBudget Budget { get; init; } = new();

    /// <summary>What precedes <c>RMW001.md</c> in the link of a message: a folder or a URL; empty for no link.</summary>
    public string Documentation { get; init; } = "docs/policy/";
}

/// <summary>What the webhook does with what it finds.</summary>
public enum Mode
{
    /// <summary>Denies.</summary>
    Enforce,

    /// <summary>Admits, and warns the client.</summary>
    Warn,

    /// <summary>Changes nothing, refuses nothing, says nothing to the client; records.</summary>
    Audit,
}

/// <summary>Which namespaces are enrolled.</summary>
public enum Enrolment
{
    All,

    /// <summary>Only those labelled <c>routemetrics.io/enabled: "true"</c>.</summary>
    Labelled,

    None,
}

/// <summary>How a request gets its operation.</summary>
public enum Engine
{
    /// <summary>A WasmPlugin evaluates conditions.</summary>
    Attributegen,

    /// <summary>The Telemetry maps <c>xds.route_name</c>, Envoy's own routing decision.</summary>
    Native,
}

/// <summary>What the conditions of a WasmPlugin ask.</summary>
public enum ConditionKind
{
    /// <summary>Which route Envoy took, by <c>xds.route_name</c>, then the match.</summary>
    Route,

    /// <summary>The request alone, for proxies whose routes have other names.</summary>
    Request,
}

/// <summary>What the WasmPlugins of a waypoint target.</summary>
public enum AttachTo
{
    /// <summary>One WasmPlugin for each Service.</summary>
    Service,

    /// <summary>One WasmPlugin for each namespace, on the waypoint Gateway.</summary>
    Waypoint,
}

/// <summary>What admission annotates with its operations.</summary>
public enum Annotate
{
    /// <summary>Each route that it is asked to mutate.</summary>
    Routes,

    /// <summary>Nothing; an annotation that is there stays as it is, since without the mutating webhook nobody would remove it.</summary>
    None,
}

/// <summary>Patterns of the generated names; <c>{owner}</c> is the namespace, Service or Gateway that the object is for.</summary>
public sealed record NamePatterns
{
    public string Waypoint { get; init; } = "{owner}-waypoint";

    public string Telemetry { get; init; } = "{owner}-telemetry";

    public string WasmPlugin { get; init; } = "{owner}-wasmplugin";
}

/// <summary>The GatewayClasses whose proxies are Istio's Envoy.</summary>
public sealed record GatewayClasses
{
    /// <summary>Classes of Gateways that routes attach to.</summary>
    public IReadOnlyList<string> Gateway { get; init; } = ["istio"];

    /// <summary>Class of the waypoints that are created.</summary>
    public string Waypoint { get; init; } = "istio-waypoint";
}
