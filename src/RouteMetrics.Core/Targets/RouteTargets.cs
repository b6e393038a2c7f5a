using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>What a route names as parents.</summary>
internal static class RouteTargets
{
    /// <summary>
    /// The Services, ServiceEntries and Gateways, measured or not, one for each parentRef; a ListenerSet stands for its Gateway.
    /// </summary>
    public static IEnumerable<Target> Of(HttpRoute route, MeshSnapshot snapshot) =>
        route.ParentRefs.Select(parent => Of(parent, snapshot)).OfType<Target>();

    /// <summary>Null for a parent of another kind, and for a ListenerSet that is not known.</summary>
    public static Target? Of(ParentRef parent, MeshSnapshot snapshot)
    {
        if (parent.IsService)
        {
            return Target.Service(parent.Key);
        }

        return parent.IsServiceEntry ? new(TargetKind.ServiceEntry, parent.Key)
            : parent.IsGateway ? new(TargetKind.Gateway, parent.Key)
            : parent.IsListenerSet && snapshot.ListenerSet(parent.Key) is { } set ? new(TargetKind.Gateway, set.Gateway)
            : null;
    }
}
