using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Routes;

namespace RouteMetrics.Core.Synthesis;

/// <summary>What a parentRef names: a Service (measured at its waypoint) or a Gateway.</summary>
public readonly record struct Target(TargetKind Kind, NamespacedName Key);

public enum TargetKind
{
    Service,
    Gateway,
}

/// <summary>One match of one rule of one route; indices are 0-based, and match 0 also stands for an explicit <c>matches: []</c>.</summary>
public readonly record struct MatchKey(NamespacedName Route, int Rule, int Match);

/// <summary>
/// One name that requests get, in evaluation order. <paramref name="Condition"/> is null for the native engine, where Envoy's own routing decides.
/// </summary>
public sealed record Operation(MatchKey Source, string Value, CelExpression? Condition)
{
    /// <summary>What Istio calls the Envoy route (<c>xds.route_name</c>): the rule's own name as it stands, else <c>namespace.route.rule</c>.</summary>
    public required string RouteName { get; init; }
}

/// <summary>The ordered operations of one target: the first whose condition holds names the request.</summary>
public sealed record TargetOperations(Target Target, IReadOnlyList<Operation> Operations);
