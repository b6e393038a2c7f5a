namespace RouteMetrics.Controller.Caching;

/// <summary>Labels by which Istio 1.32 sends a part of the traffic of a Service to a second waypoint.</summary>
internal static class CanaryLabels
{
    public const string UseWaypoint = "istio.io/use-waypoint-canary";
    public const string UseWaypointNamespace = "istio.io/use-waypoint-canary-namespace";
}
