using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>One name, in evaluation order.</summary>
public sealed record Operation(MatchKey Source, string Value)
{
    private readonly Lazy<CelExpression>? condition;

    /// <summary>With a condition that is made when somebody asks for it; null for none.</summary>
    public Operation(MatchKey source, string value, Func<CelExpression>? condition)
        : this(source, value) => this.condition = condition is null ? null : new(condition, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>
    /// What the plugin evaluates; for the native engine, what tells the match from the other ones of its Envoy route, null where nothing
    /// has to.
    /// </summary>
    public CelExpression? Condition => condition?.Value;

    /// <summary>Istio's <c>xds.route_name</c>: the rule's own name as written, else <c>namespace.route.rule</c>.</summary>
    public required string RouteName { get; init; }

    /// <summary>The place that it was made for; null for one that synthesis did not make. One may do for several.</summary>
    internal Guard? Guard { get; init; }

    public bool Equals(Operation? other) =>
        other is not null && (Source, Value, RouteName) == (other.Source, other.Value, other.RouteName) && Condition == other.Condition;

    public override int GetHashCode() => HashCode.Combine(Source, Value, RouteName);
}

/// <summary>
/// One place where Envoy tries a match: <paramref name="Condition"/> says all of it in terms of the request, so in order these choose as
/// Envoy does, without asking it. Without <paramref name="Operation"/> its requests have no name.
/// </summary>
public sealed record RoutedMatch(Operation? Operation, CelExpression Condition)
{
    /// <summary>What the condition says in CEL; null for a rule without matches.</summary>
    internal HttpRouteMatch? Match { get; init; }

    /// <summary>The Service, port or host that the condition is for; null for a condition that synthesis did not make.</summary>
    internal RouteScope? Scope { get; init; }
}

/// <summary>The ordered operations of one target: the first whose condition holds names the request.</summary>
public sealed record TargetOperations(Target Target, IReadOnlyList<Operation> Operations)
{
    /// <summary>Envoy's order, as far as it can be said in CEL; that of the operations where synthesis did not make them.</summary>
    public IReadOnlyList<RoutedMatch> Routing => LazyRouting?.Value
        ?? [.. Operations.Select(static operation => new RoutedMatch(operation, operation.Condition ?? new CelExpression.Flag(true)))];

    /// <summary>Few ask for it.</summary>
    internal Lazy<IReadOnlyList<RoutedMatch>>? LazyRouting { get; init; }

    /// <summary>Routes of the target that are not measured, so that which requests they take is not known here.</summary>
    public IReadOnlyList<RouteKey> LeftOut { get; init; } = [];
}
