using System.Text.Json.Nodes;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>An object and its version. The namespace of a cluster-scoped object is null.</summary>
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

/// <summary>An object that does not match its schema, and why.</summary>
public sealed record UnreadableObject(ObjectIdentity Object, IReadOnlyList<ReadFault> Faults);

/// <summary>The events of a watch, in order.</summary>
public abstract record WatchEvent<T>
{
    private WatchEvent()
    {
    }

    /// <summary>
    /// The complete list: at the start, after an interruption that lost events, at resync. It includes unreadable objects, so that they do
    /// not look deleted.
    /// </summary>
    public sealed record Synced(IReadOnlyList<Watched<T>> Objects, IReadOnlyList<UnreadableObject> UnreadableObjects) : WatchEvent<T>;

    /// <summary>An object was added or modified.</summary>
    public sealed record Changed(Watched<T> Object) : WatchEvent<T>;

    public sealed record Removed(ObjectIdentity Object) : WatchEvent<T>;

    /// <summary>An object was added or modified and cannot be read, so what was read before is out of date.</summary>
    public sealed record Unreadable(UnreadableObject Object) : WatchEvent<T>;

    /// <summary>
    /// The resource is not served, as before its CRD is installed. It does not prove that the objects are gone: a starting API server
    /// reports it, too. Sent once, until a <see cref="Synced"/> follows.
    /// </summary>
    public sealed record NotServed : WatchEvent<T>;

    /// <summary>The account may not list the resource. Sent once, until a <see cref="Synced"/> follows.</summary>
    public sealed record NotAllowed : WatchEvent<T>;
}
