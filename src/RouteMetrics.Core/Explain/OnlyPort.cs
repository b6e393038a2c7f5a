using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>The port that a request without one can only mean.</summary>
internal static class OnlyPort
{
    /// <summary>The Service's only known port, else the only one its parentRefs name; null for a Gateway or several ports.</summary>
    public static int? Of(Target target, MeshSnapshot snapshot)
    {
        if (!target.IsAtWaypoint)
        {
            return null;
        }

        if (snapshot.Service(target) is { Ports: [var only] })
        {
            return only;
        }

        var named = snapshot.Routes
            .SelectMany(static route => route.ParentRefs)
            .Where(parent => parent.Port is not null && RouteTargets.Of(parent, snapshot) == target)
            .Select(static parent => parent.Port)
            .Distinct();
        return named.Take(2).ToList() is [var port] ? port : null;
    }
}
