using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Controller.Caching;

/// <summary>
/// Reads HTTPRoutes and GRPCRoutes into bounded memory, one after the other, so that not even a list of everything is held whole: a route
/// that is too large, or for which its namespace has no room, becomes an outline; and where even outlines have no room left, it counts as
/// one that cannot be read, which leaves its namespace as it is. What is held already is not held twice. Thread-safe.
/// </summary>
internal sealed class RouteIntake(RouteRoom room)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, OfNamespace> namespaces = new(StringComparer.Ordinal);
    private long all;
    private long allOutlines;
    private bool isFreed;

    private sealed record Held(Digested<HttpRoute> Route, long Size, bool HasNoRoom)
    {
        public long OutlineSize => Route.Value.LeftOut is null ? 0 : Size;
    }

    private sealed class OfNamespace
    {
        public Dictionary<RouteKey, Held> Routes { get; } = [];

        public long Size { get; set; }

        public long Outlines { get; set; }

        public int WithoutRoom { get; set; }

        /// <summary>Not even the outline of some route had room.</summary>
        public bool HasRefused { get; set; }
    }

    /// <summary>Room that a route was left out for has become free since the last answer.</summary>
    public bool TakeFreed()
    {
        lock (gate)
        {
            if (!isFreed)
            {
                return false;
            }

            // The list that follows refuses anew what has no room.
            foreach (var known in namespaces.Values)
            {
                known.HasRefused = false;
            }

            isFreed = false;
            return true;
        }
    }

    /// <summary>What further routes of a namespace may take; null if it is enough for any.</summary>
    public long? RoomLeftIn(string ns)
    {
        lock (gate)
        {
            return namespaces.TryGetValue(ns, out var known) && RoomOf(known) is var left and <= RouteBounds.LargestMeasured ? left : null;
        }
    }

    public Digested<HttpRoute> Read(ref Utf8JsonReader reader, RouteKind kind, List<ReadFault> faults)
    {
        var digest = ObjectDigest.OfObject(reader);
        var route = HttpRouteReader.Read(ref reader, kind, faults);
        if (faults.Count > 0)
        {
            return new(route, digest);
        }

        if (Take(route, digest) is { } taken)
        {
            return taken;
        }

        faults.Add(new("", null, $"routes of namespace {route.Key.Namespace} that are not measured take all the room there is for such"));
        return new(new() { Key = route.Key }, digest);
    }

    public void Forget(RouteKey key)
    {
        lock (gate)
        {
            if (namespaces.TryGetValue(key.Namespace, out var known))
            {
                Remove(known, key);
                _ = known.Routes.Count == 0 && namespaces.Remove(key.Namespace);
            }
        }
    }

    /// <summary>Forgets what a list of everything of a kind no longer has.</summary>
    public void Retain(RouteKind kind, IReadOnlySet<RouteKey> listed)
    {
        lock (gate)
        {
            foreach (var gone in namespaces.Values.SelectMany(static known => known.Routes.Keys)
                .Where(key => key.Kind == kind && !listed.Contains(key)).ToList())
            {
                Forget(gone);
            }
        }
    }

    // Null if there is no room even for its outline: then what was held before is still held.
    private Digested<HttpRoute>? Take(HttpRoute route, UInt128 digest)
    {
        lock (gate)
        {
            if (!namespaces.TryGetValue(route.Key.Namespace, out var known))
            {
                namespaces[route.Key.Namespace] = known = new();
            }

            var before = known.Routes.GetValueOrDefault(route.Key);
            if (before is { HasNoRoom: false } && before.Route.Digest == digest)
            {
                return before.Route;
            }

            Remove(known, route.Key);
            var size = RouteSize.Of(route);
            var hasNoRoom = size <= RouteBounds.LargestMeasured && size > RoomOf(known);
            if ((hasNoRoom ? RouteBounds.NoRoom(route) : RouteBounds.LeftOut(route)) is { } why)
            {
                route = route.Outline(why);
                size = RouteSize.Of(route);
            }

            if (route.LeftOut is not null && size > RoomForOutlineOf(known))
            {
                known.HasRefused = true;
                Add(known, route.Key, before);
                return null;
            }

            var taken = new Held(new(route, digest), size, hasNoRoom);
            Add(known, route.Key, taken);
            return taken.Route;
        }
    }

    private void Add(OfNamespace known, RouteKey key, Held? held)
    {
        if (held is not null)
        {
            known.Routes[key] = held;
            known.Size += held.Size;
            known.Outlines += held.OutlineSize;
            known.WithoutRoom += held.HasNoRoom ? 1 : 0;
            all += held.Size;
            allOutlines += held.OutlineSize;
        }
    }

    private void Remove(OfNamespace known, RouteKey key)
    {
        if (known.Routes.Remove(key, out var gone))
        {
            known.Size -= gone.Size;
            known.Outlines -= gone.OutlineSize;
            known.WithoutRoom -= gone.HasNoRoom ? 1 : 0;
            all -= gone.Size;
            allOutlines -= gone.OutlineSize;
            isFreed |= (!gone.HasNoRoom && known.WithoutRoom > 0) || known.HasRefused;
        }
    }

    private long RoomForOutlineOf(OfNamespace known) => Math.Min(
        room.OutlinesInNamespace - known.Outlines,
        Math.Max(room.OutlinesInAll - allOutlines, (room.OutlinesInAll / Math.Max(1, namespaces.Count)) - known.Outlines));

    // When all is full, a namespace still has its share of it: the large ones pay.
    private long RoomOf(OfNamespace known) =>
        Math.Min(room.InNamespace - known.Size, Math.Max(room.InAll - all, (room.InAll / Math.Max(1, namespaces.Count)) - known.Size));
}
