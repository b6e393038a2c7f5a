using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>One name, in evaluation order. <paramref name="Condition"/> is null for the native engine: Envoy decides.</summary>
public sealed record Operation(MatchKey Source, string Value, CelExpression? Condition)
{
    /// <summary>Istio's <c>xds.route_name</c>: the rule's own name as written, else <c>namespace.route.rule</c>.</summary>
    public required string RouteName { get; init; }

    /// <summary>What the condition says in CEL; null for a rule without matches.</summary>
    internal HttpRouteMatch? Match { get; init; }

    /// <summary>The Service, port or host that the condition is for; null for a condition that synthesis did not make.</summary>
    internal RouteScope? Scope { get; init; }
}

/// <summary>The ordered operations of one target: the first whose condition holds names the request.</summary>
public sealed record TargetOperations(Target Target, IReadOnlyList<Operation> Operations)
{
    /// <summary>Routes of the target that are not measured, so that which requests they take is not known here.</summary>
    public IReadOnlyList<RouteKey> LeftOut { get; init; } = [];
}
