using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>What a parentRef names: a Service (measured at its waypoint) or a Gateway.</summary>
public readonly record struct Target(TargetKind Kind, NamespacedName Key);

public enum TargetKind
{
    Service,
    Gateway,
}
