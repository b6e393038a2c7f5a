using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Caching;

/// <summary>An object of a kind that we generate, as it is in the cluster.</summary>
internal sealed record ExistingObject(ResourceType Type, ObjectIdentity Identity, FoundObject Found);

/// <summary>Everything that concerns one namespace, at one time.</summary>
internal sealed record NamespaceView(string Name)
{
    /// <summary>Null if there is no such Namespace.</summary>
    public Watched<NamespaceState>? Namespace { get; init; }

    /// <summary>The whole mesh.</summary>
    public MeshSnapshot Mesh { get; init; } = new() { IsComplete = true };

    /// <summary>The objects of the kinds that we generate, in apply order: Gateways, WasmPlugins, Telemetries.</summary>
    public IReadOnlyList<ExistingObject> Objects { get; init; } = [];

    /// <summary>The identities of the routes.</summary>
    public IReadOnlyDictionary<RouteKey, ObjectIdentity> Routes { get; init; } = new Dictionary<RouteKey, ObjectIdentity>();

    /// <summary>Objects of the namespace of which it is not known what they say.</summary>
    public IReadOnlyList<UnreadableObject> Unreadable { get; init; } = [];

    /// <summary>When the program was installed, and whether policies may be read: what is written on the Namespace depends on them.</summary>
    public bool IsEnrolmentKnown { get; init; } = true;

    /// <summary>All kinds have been listed, and all of this namespace could be read: what is not here is not there.</summary>
    public bool IsComplete { get; init; }

    /// <summary>It exists and is not being deleted.</summary>
    public bool IsActive => Namespace is { Value.IsBeingDeleted: false };
}
