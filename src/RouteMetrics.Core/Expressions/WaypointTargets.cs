namespace RouteMetrics.Core.Expressions;

/// <summary>What an object's targetRefs say about where it applies (istio/istio pilot/pkg/model/policyattachment.go).</summary>
internal static class WaypointTargets
{
    /// <summary>
    /// Whether it certainly means a waypoint: Services, ServiceEntries and GatewayClasses are targets on waypoints only; a Gateway is taken
    /// for one by the names that <c>istioctl</c> and we give to waypoints.
    /// </summary>
    public static bool AreWaypoints(SpecNode spec) =>
        References(spec).Any(static reference => (reference["kind"].Text, reference["name"].Text) switch
        {
            ("Service" or "ServiceEntry" or "GatewayClass", _) => true,
            ("Gateway", { } name) => name == "waypoint" || name.EndsWith("-waypoint", StringComparison.Ordinal),
            _ => false,
        });

    public static bool AreAny(SpecNode spec) => References(spec).Any();

    private static IEnumerable<SpecNode> References(SpecNode spec) =>
        spec["targetRef"] is { IsPresent: true } single ? spec["targetRefs"].Items.Append(single) : spec["targetRefs"].Items;
}
