using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Rules;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Controller.Caching;

/// <summary>
/// Reads HTTPRoutes and GRPCRoutes into bounded memory, one after the other, so that not even a list of everything is held whole: a route
/// that is too large, or for which its namespace has no room, becomes an outline. What is held already is not held twice. Thread-safe.
/// </summary>
internal sealed class RouteIntake(RouteRoom room)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, OfNamespace> namespaces = new(StringComparer.Ordinal);
    private long all;
    private bool isFreed;

    private sealed record Held(Digested<HttpRoute> Route, long Size, bool HasNoRoom);

    private sealed class OfNamespace
    {
        public Dictionary<RouteKey, Held> Routes { get; } = [];

        public long Size { get; set; }

        public int WithoutRoom { get; set; }
    }

    /// <summary>Room that a route was left out for has become free since the last answer.</summary>
    public bool TakeFreed()
    {
        lock (gate)
        {
            var freed = isFreed;
            isFreed = false;
            return freed;
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
        return faults.Count == 0 ? Take(route, digest) : new(route, digest);
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

    private Digested<HttpRoute> Take(HttpRoute route, UInt128 digest)
    {
        lock (gate)
        {
            if (!namespaces.TryGetValue(route.Key.Namespace, out var known))
            {
                namespaces[route.Key.Namespace] = known = new();
            }

            if (known.Routes.GetValueOrDefault(route.Key) is { HasNoRoom: false } held && held.Route.Digest == digest)
            {
                return held.Route;
            }

            Remove(known, route.Key);
            var size = RouteSize.Of(route);
            var hasNoRoom = size <= RouteBounds.LargestMeasured && size > RoomOf(known);
            if ((hasNoRoom ? RouteBounds.NoRoom(route) : RouteBounds.LeftOut(route)) is { } why)
            {
                route = route.Outline(why);
                size = RouteSize.Of(route);
            }

            var taken = new Held(new(route, digest), size, hasNoRoom);
            known.Routes[route.Key] = taken;
            known.Size += size;
            known.WithoutRoom += hasNoRoom ? 1 : 0;
            all += size;
            return taken.Route;
        }
    }

    private void Remove(OfNamespace known, RouteKey key)
    {
        if (known.Routes.Remove(key, out var gone))
        {
            known.Size -= gone.Size;
            known.WithoutRoom -= gone.HasNoRoom ? 1 : 0;
            all -= gone.Size;
            isFreed |= !gone.HasNoRoom && known.WithoutRoom > 0;
        }
    }

    // When all is full, a namespace still has its share of it: the large ones pay.
    private long RoomOf(OfNamespace known) =>
        Math.Min(room.InNamespace - known.Size, Math.Max(room.InAll - all, (room.InAll / Math.Max(1, namespaces.Count)) - known.Size));
}
