using System.Collections.Concurrent;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>What is held in each namespace, as of its last reconciliation. Thread-safe.</summary>
internal sealed class HeldTargets
{
    private readonly ConcurrentDictionary<string, (int Targets, bool Waypoint)> held = new(StringComparer.Ordinal);

    /// <summary>Services and Gateways that nothing is written for, since objects of others are in the way (RMW014).</summary>
    public int Targets => held.Values.Sum(static item => item.Targets);

    /// <summary>Waypoints that are not created for the sake of a security policy (RMW013).</summary>
    public int Waypoints => held.Values.Count(static item => item.Waypoint);

    public void Put(string ns, DesiredNamespace desired)
    {
        if (desired is { HeldTargets: 0, IsHeld: false })
        {
            _ = held.TryRemove(ns, out _);
        }
        else
        {
            held[ns] = (desired.HeldTargets, desired.IsHeld);
        }
    }
}
