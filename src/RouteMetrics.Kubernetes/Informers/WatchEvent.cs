using System.Text.Json.Nodes;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>Which object, and which state of it. The namespace of a cluster-scoped object is null.</summary>
public sealed record ObjectIdentity(string? Namespace, string Name, string Uid, string ResourceVersion)
{
    public static ObjectIdentity Of(JsonObject found)
    {
        var metadata = found["metadata"];
        return new((string?)metadata?["namespace"], Text("name"), Text("uid"), Text("resourceVersion"));

        string Text(string field) => (string?)metadata?[field] ?? "";
    }

    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}

/// <summary>An object and what was read of it.</summary>
public sealed record Watched<T>(ObjectIdentity Object, T Value);

/// <summary>An object that has not the shape of its kind, and why.</summary>
public sealed record UnreadableObject(ObjectIdentity Object, IReadOnlyList<ReadFault> Faults);

/// <summary>What a watch tells, in order.</summary>
public abstract record WatchEvent<T>
{
    private WatchEvent()
    {
    }

    /// <summary>
    /// The complete list: after the start, after an interruption that lost events, at resync. Those that cannot be read are there too, so
    /// that nobody takes them for removed.
    /// </summary>
    public sealed record Synced(IReadOnlyList<Watched<T>> Objects, IReadOnlyList<UnreadableObject> UnreadableObjects) : WatchEvent<T>;

    /// <summary>An object is new or has another state.</summary>
    public sealed record Changed(Watched<T> Object) : WatchEvent<T>;

    public sealed record Removed(ObjectIdentity Object) : WatchEvent<T>;

    /// <summary>An object is new or has another state, and that cannot be read. What was read of it before is out of date.</summary>
    public sealed record Unreadable(UnreadableObject Object) : WatchEvent<T>;

    /// <summary>
    /// The server has no such resource, as before the installation of its CRD. Said once each time it becomes so; API servers say it for a
    /// moment while they start, too, so it is no proof that what was there is gone. A <see cref="Synced"/> follows when the resource is
    /// there.
    /// </summary>
    public sealed record NotServed : WatchEvent<T>;
}
