using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;

namespace RouteMetrics.Webhook.Admission;

/// <summary>What a cluster holds, at one moment, of all that findings about a route depend on; null where no cluster is known, or not yet.</summary>
public delegate MeshState? RouteSurroundings(HttpRoute route);
