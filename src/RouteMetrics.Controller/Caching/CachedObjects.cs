using RouteMetrics.Core.Model;

namespace RouteMetrics.Controller.Caching;

/// <summary>What was read of an object, and the digest of all that it says, by which a change of its status alone is told from one that matters.</summary>
internal sealed record Digested<T>(T Value, UInt128 Digest);

/// <summary>A Namespace, and which of its two labels our field manager owns.</summary>
internal sealed record NamespaceState(NamespaceResource Resource, UInt128 Digest)
{
    public bool OwnsDataplaneMode { get; init; }

    public bool OwnsUseWaypoint { get; init; }

    public bool IsBeingDeleted { get; init; }
}

/// <summary>A Gateway, as a parent of routes and as an object that may be ours.</summary>
internal sealed record GatewayState(GatewayResource Resource, FoundObject Found, UInt128 Digest);

/// <summary>
/// An object of a kind that we generate: whose it is, and what it says. Ours are those that bear both marks, the label and our field manager; nothing else is
/// changed or deleted.
/// </summary>
internal sealed record FoundObject
{
    /// <summary>It has the label <c>app.kubernetes.io/managed-by: route-metrics</c>.</summary>
    public bool HasLabel { get; init; }

    /// <summary>Its <c>metadata.managedFields</c> name our field manager.</summary>
    public bool HasManager { get; init; }

    public bool IsBeingDeleted { get; init; }

    /// <summary>The label <c>istio.io/waypoint-for</c>.</summary>
    public string? WaypointFor { get; init; }

    /// <summary>The digest of <c>spec</c>.</summary>
    public UInt128 Spec { get; init; }

    public bool IsOurs => HasLabel && HasManager;
}
