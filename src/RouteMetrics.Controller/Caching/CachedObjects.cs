using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Caching;

/// <summary>What was read of an object, and the digest of all of it but its status, whose changes do not matter.</summary>
internal sealed record Digested<T>(T Value, UInt128 Digest);

internal sealed record NamespaceState(NamespaceResource Resource, UInt128 Digest)
{
    public bool IsBeingDeleted { get; init; }
}

/// <summary>A Gateway, as a parent of routes and as an object that may be ours.</summary>
internal sealed record GatewayState(GatewayResource Resource, FoundObject Found, UInt128 Digest);

/// <summary>An object of a kind that we generate: whose it is, and what it says.</summary>
internal sealed record FoundObject
{
    public OwnerMark Mark { get; init; }

    public bool IsBeingDeleted { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>The label <c>istio.io/waypoint-for</c>.</summary>
    public string? WaypointFor { get; init; }

    /// <summary>The digest of <c>spec</c>.</summary>
    public UInt128 Spec { get; init; }

    /// <summary>Of a WasmPlugin with our marks.</summary>
    public PluginModule? Module { get; init; }

    /// <summary>Both marks, which whoever may patch the object can forge.</summary>
    public bool IsMarked => Mark.IsOurs;
}

/// <summary>A WasmPlugin, a TrafficExtension or a Telemetry, as an object that may be ours and as one that may meet ours.</summary>
internal sealed record AttachedState(AttachedObject Attached, FoundObject Found)
{
    /// <summary>Whether both act and are the same; the rest of what is attached is that of their specs.</summary>
    public bool SaysTheSameAs(AttachedState other) => Found == other.Found && Attached.IsGivenUp == other.Attached.IsGivenUp;
}
