using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>The port that a request without one can only mean.</summary>
internal static class OnlyPort
{
    /// <summary>
    /// The only port of a known Service, else the only one that the parentRefs to the Service name; null for a Gateway, and where there are
    /// several.
    /// </summary>
    public static int? Of(Target target, MeshSnapshot snapshot)
    {
        if (target.Kind != TargetKind.Service)
        {
            return null;
        }

        if (snapshot.Services.FirstOrDefault(service => service.Key == target.Key) is { Ports: [var only] })
        {
            return only;
        }

        var named = snapshot.Routes
            .SelectMany(static route => route.ParentRefs)
            .Where(parent => parent.IsService && parent.Key == target.Key && parent.Port is not null)
            .Select(static parent => parent.Port)
            .Distinct();
        return named.Take(2).ToList() is [var port] ? port : null;
    }
}
