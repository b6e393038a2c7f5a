using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Testing.Model;

namespace RouteMetrics.Controller.Tests.Sequences;

/// <summary>What is so in a cluster at one time, told without the program's own code.</summary>
internal sealed class Facts(IEnumerable<ModelObject> all)
{
    public const string Mode = "istio.io/dataplane-mode";
    public const string Waypoint = "istio.io/use-waypoint";
    public const string WaypointNamespace = "istio.io/use-waypoint-namespace";
    public const string Root = "istio-system";
    public const string Own = "route-metrics";

    private static readonly ResourceType[] Namers =
        [ResourceType.Namespaces, ResourceType.Services, ModelServer.Pods, ResourceType.ServiceEntries, ModelServer.WorkloadEntries];

    private readonly List<ModelObject> objects = [.. all];

    public static string GeneratedWaypoint(string ns) => $"{ns}-waypoint";

    /// <summary>The uids of the policies that the proxies of this waypoint enforce.</summary>
    public IReadOnlySet<string> LivingIn(string ns, string waypoint) => objects
        .Where(item => item.Type == ResourceType.AuthorizationPolicies || item.Type == ResourceType.RequestAuthentications)
        .Where(policy => TargetsOf(policy).Any(target => ((string?)target["kind"], (string?)target["name"]) switch
        {
            ("GatewayClass", "istio-waypoint") => policy.Namespace == Root,
            ("Gateway", var name) => policy.Namespace == ns && name == waypoint,
            ("Service", var name) => policy.Namespace == ns && (WaypointOf(ns, name) ?? waypoint) == waypoint,
            _ => false,
        }))
        .Select(static policy => policy.Uid).ToHashSet();

    /// <summary>What names the waypoint by label: uids.</summary>
    public IReadOnlySet<string> Naming(string ns, string waypoint) => objects
        .Where(item => Namers.Contains(item.Type)
            && item.Labels.GetValueOrDefault(Waypoint) == waypoint
            && item.Labels.GetValueOrDefault(WaypointNamespace, item.Namespace ?? item.Name) == ns)
        .Select(static item => item.Uid).ToHashSet();

    /// <summary>Whether ztunnel would see a new waypoint in place of the clients that a policy names.</summary>
    public bool IsHeld(string ns) => Namespace(ns)?.Labels.GetValueOrDefault("routemetrics.io/allow-waypoint") != "true"
        && objects.Any(item => item.Type == ResourceType.AuthorizationPolicies
            && (item.Namespace == ns || item.Namespace == Root)
            && !TargetsOf(item).Any()
            && item.Body["spec"]!.ToJsonString().Contains("\"source\"", StringComparison.Ordinal));

    public bool HasGateway(string ns, string name) =>
        objects.Exists(item => item.Type == ResourceType.Gateways && item.Namespace == ns && item.Name == name);

    public ModelObject? Namespace(string name) => objects.Find(item => item.Type == ResourceType.Namespaces && item.Name == name);

    // Its own label; null where the namespace's counts, whatever that is by then.
    private string? WaypointOf(string ns, string? service) => objects
        .Find(item => item.Type == ResourceType.Services && item.Namespace == ns && item.Name == service)?
        .Labels.GetValueOrDefault(Waypoint);

    private static IEnumerable<JsonNode> TargetsOf(ModelObject policy) => (policy.Body["spec"]?["targetRefs"] as JsonArray ?? []).OfType<JsonNode>();
}
