using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Operations;

/// <summary>
/// The synthesized conditions of a mesh as its proxies hold them: for each probe the list that attributegen walks. <paramref name="targets"/> are all that
/// exist: a plugin on a waypoint tells Services apart as soon as it knows of two, so it must know of all, as the controller does.
/// </summary>
internal sealed class ConditionList(MeshSnapshot mesh, AttachTo attachTo, ConditionKind kind, IEnumerable<Target> targets)
{
    // Where ambient traffic enters a waypoint.
    private const int HbonePort = 15008;

    private readonly RoutePlan plan = RoutePlan.Of(
        attachTo == AttachTo.Waypoint ? WithServices(mesh, targets) : mesh, RouteMetricsSettings.Default with { AttachTo = attachTo, Conditions = kind });

    private static MeshSnapshot WithServices(MeshSnapshot mesh, IEnumerable<Target> targets) => mesh with
    {
        Services = [.. mesh.Services, .. targets
            .Where(target => target.Kind == TargetKind.Service && mesh.Services.All(service => service.Key != target.Key))
            .Select(target => new ServiceResource(target.Key) { Ports = MeshGenerator.ServicePorts })],
    };

    /// <summary>One plugin per Service or Gateway; on a waypoint, one over all Services of its namespace.</summary>
    public IReadOnlyList<Operation> For(Target target) =>
        [.. plan.Targets.Where(item => IsHeldWith(item.Target, target)).SelectMany(item => item.Operations)];

    /// <summary>For an object of a whole waypoint, Services of other namespaces are not ours to measure.</summary>
    public bool Measures(Target target) => attachTo == AttachTo.Service || target.Kind == TargetKind.Gateway
        || mesh.Namespace(target.Key.Namespace)?.Labels.ContainsKey("istio.io/use-waypoint-namespace") != true;

    private bool IsHeldWith(Target held, Target target) => attachTo == AttachTo.Waypoint && target.Kind == TargetKind.Service
        ? held.Kind == TargetKind.Service && held.Key.Namespace == target.Key.Namespace
        : held == target;

    /// <summary>What Envoy calls the route of a match, by istiod's own rule.</summary>
    public string? RouteNameOf(MatchKey? match) => match is { } key
        ? mesh.Route(key.Route)!.Rules[key.Rule].Name ?? $"{key.Route.Namespace}.{key.Route.Name}.{key.Rule}"
        : null;

    public CelActivation Activation(Probe probe, MatchKey? chosen) => Activation(probe, RouteNameOf(chosen));

    /// <summary>The request as attributegen sees it in ON_REQUEST, once Envoy has given it to a route.</summary>
    public static CelActivation Activation(Probe probe, string? routeName) => new()
    {
        RouteName = routeName,
        Method = probe.Request.Method,
        UrlPath = probe.Request.UrlPath,
        Query = probe.Request.Query,
        Host = probe.Request.Host,
        Headers = probe.Request.Headers
            .Select(header => header.Key.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, name => probe.Request.Header(name)!, StringComparer.Ordinal),
        FilterChainName = probe.Target.Kind == TargetKind.Service
            ? $"inbound-vip|{probe.Port}|http|{probe.Target.Key.Name}.{probe.Target.Key.Namespace}.svc.cluster.local"
            : "",
        DestinationPort = probe.Target.Kind == TargetKind.Service ? HbonePort : probe.Port,
    };

    /// <summary>What is wrong with the outcomes of <paramref name="operations"/> (one each) for a request that Envoy gives <paramref name="expected"/>; null if nothing.</summary>
    public static string? Objection(IReadOnlyList<Operation> operations, IReadOnlyList<CelOutcome> outcomes, MatchKey? expected)
    {
        // Without a route there is no route name: the error ends the list, which names nothing.
        var decided = outcomes.Index().FirstOrDefault(item => item.Item != CelOutcome.False, (Index: -1, Item: CelOutcome.False));
        if (decided.Item == CelOutcome.Error && expected is not null)
        {
            return $"condition of {operations[decided.Index].Source} is an error: {operations[decided.Index].Condition}";
        }

        var actual = decided.Item == CelOutcome.True ? operations[decided.Index] : null;
        var names = operations.Where(operation => operation.Source == expected).Select(operation => operation.Value).Distinct().ToList();
        return actual?.Source == expected || (actual is not null && names.Contains(actual.Value))
            ? null
            : $"conditions choose {actual?.Source.ToString() ?? "none"}, Envoy {expected?.ToString() ?? "none"}:\n{string.Concat(operations.Select(operation => $"  {operation.Source}: {operation.Condition}\n"))}";
    }
}
