using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Caching;

/// <summary>One object before and after; null before its creation and after its deletion.</summary>
internal sealed record ObjectChange<T>(ObjectIdentity Object, Watched<T>? Old, Watched<T>? New);

/// <summary>The objects of one kind by namespace ("" if cluster-scoped) and name, from the events of a watch. Not thread-safe.</summary>
internal sealed class ObjectTable<T>(Func<T, T, bool> saysTheSame)
{
    private readonly Dictionary<string, Dictionary<string, Watched<T>>> objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, UnreadableObject>> unreadable = new(StringComparer.Ordinal);

    /// <summary>The resource has been listed, and is still served.</summary>
    public bool IsSynced { get; private set; }

    /// <summary>It is known that the resource is not served.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>For a resource that a cluster need not have.</summary>
    public bool IsSyncedOrNotServed => IsSynced || IsAbsent;

    /// <summary>The account may not list the resource.</summary>
    public bool IsForbidden { get; private set; }

    public int Count => objects.Values.Sum(static inNamespace => inNamespace.Count);

    public IEnumerable<string> Namespaces => objects.Keys;

    /// <summary>Returns the changes that matter.</summary>
    public List<ObjectChange<T>> Take(WatchEvent<T> happened)
    {
        var changes = new List<ObjectChange<T>>();
        switch (happened)
        {
            case WatchEvent<T>.Synced synced:
                TakeAll(synced, changes);
                break;
            case WatchEvent<T>.Changed(var changed):
                Forget(unreadable, changed.Object);
                Put(changed, changes);
                break;
            case WatchEvent<T>.Removed(var removed):
                Forget(unreadable, removed);
                Remove(removed, changes);
                break;
            case WatchEvent<T>.Unreadable(var faulty):
                Put(unreadable, faulty.Object, faulty);
                break;
            case WatchEvent<T>.NotServed:
                (IsSynced, IsAbsent, IsForbidden) = (false, true, false);
                break;
            case WatchEvent<T>.NotAllowed:
                (IsSynced, IsAbsent, IsForbidden) = (false, false, true);
                break;
        }

        return changes;
    }

    public Watched<T>? Find(string ns, string name) => objects.GetValueOrDefault(ns)?.GetValueOrDefault(name);

    public IEnumerable<Watched<T>> In(string ns) => objects.GetValueOrDefault(ns)?.Values ?? Enumerable.Empty<Watched<T>>();

    public bool HasUnreadable => unreadable.Values.Any(static inNamespace => inNamespace.Count > 0);

    /// <summary>Objects whose current content is unknown.</summary>
    public IEnumerable<UnreadableObject> UnreadableIn(string ns) =>
        unreadable.GetValueOrDefault(ns)?.Values ?? Enumerable.Empty<UnreadableObject>();

    // An object that can no longer be read is not gone; its last readable state stays.
    private void TakeAll(WatchEvent<T>.Synced synced, List<ObjectChange<T>> changes)
    {
        unreadable.Clear();
        foreach (var faulty in synced.UnreadableObjects)
        {
            Put(unreadable, faulty.Object, faulty);
        }

        var present = synced.Objects.Select(static item => item.Object)
            .Concat(synced.UnreadableObjects.Select(static item => item.Object))
            .Select(KeyOf).ToHashSet();
        var all = objects.Values.SelectMany(static inNamespace => inNamespace.Values);
        foreach (var gone in all.Where(item => !present.Contains(KeyOf(item.Object))).ToList())
        {
            Remove(gone.Object, changes);
        }

        foreach (var item in synced.Objects)
        {
            Put(item, changes);
        }

        (IsSynced, IsAbsent, IsForbidden) = (true, false, false);
    }

    private void Put(Watched<T> item, List<ObjectChange<T>> changes)
    {
        var old = Find(item.Object.Namespace ?? "", item.Object.Name);
        Put(objects, item.Object, item);
        if (old is null || old.Object.Uid != item.Object.Uid || !saysTheSame(old.Value, item.Value))
        {
            changes.Add(new(item.Object, old, item));
        }
    }

    private void Remove(ObjectIdentity identity, List<ObjectChange<T>> changes)
    {
        if (Find(identity.Namespace ?? "", identity.Name) is { } old)
        {
            Forget(objects, identity);
            changes.Add(new(old.Object, old, null));
        }
    }

    private static void Put<TItem>(Dictionary<string, Dictionary<string, TItem>> table, ObjectIdentity identity, TItem item)
    {
        var ns = identity.Namespace ?? "";
        if (!table.TryGetValue(ns, out var inNamespace))
        {
            table[ns] = inNamespace = new(StringComparer.Ordinal);
        }

        inNamespace[identity.Name] = item;
    }

    private static void Forget<TItem>(Dictionary<string, Dictionary<string, TItem>> table, ObjectIdentity identity)
    {
        if (table.TryGetValue(identity.Namespace ?? "", out var inNamespace) && inNamespace.Remove(identity.Name) && inNamespace.Count == 0)
        {
            table.Remove(identity.Namespace ?? "");
        }
    }

    private static (string Namespace, string Name) KeyOf(ObjectIdentity identity) => (identity.Namespace ?? "", identity.Name);
}
