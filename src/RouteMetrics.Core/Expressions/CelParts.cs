using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Expressions;

internal static class CelParts
{
    /// <summary>What an expression is directly made of, in the order of its text; without the variable that a macro declares.</summary>
    public static IEnumerable<CelExpression> Of(CelExpression expression) => expression switch
    {
        CelExpression.Select(var operand, _) => [operand],
        CelExpression.Index(var operand, var key) => [operand, key],
        CelExpression.Call(var target, var function, var arguments) =>
            [target, .. CelMacro.IsComprehension(function, arguments.Count) ? arguments.Skip(1) : arguments],
        CelExpression.GlobalCall(_, var arguments) => arguments,
        // The field itself is only asked for.
        CelExpression.Has(var field) => [field.Operand],
        CelExpression.List(var elements) => elements,
        CelExpression.Map(var entries) => entries.SelectMany(static entry => new[] { entry.Key, entry.Value }),
        CelExpression.Message(_, var fields) => fields.Select(static field => field.Value),
        CelExpression.Not(var operand) => [operand],
        CelExpression.Negate(var operand) => [operand],
        CelExpression.Relation(var left, _, var right) => [left, right],
        CelExpression.Arithmetic(var left, _, var right) => [left, right],
        CelExpression.And(var terms) => terms,
        CelExpression.Or(var terms) => terms,
        CelExpression.Conditional(var condition, var then, var otherwise) => [condition, then, otherwise],
        _ => [],
    };
}
