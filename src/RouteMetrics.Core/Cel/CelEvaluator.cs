using System.Diagnostics;
using System.Text;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Cel;

/// <summary>How a condition ends for a request. On an error attributegen gives up: no later condition is tried.</summary>
public enum CelOutcome
{
    True,
    False,
    Error,
}

/// <summary>
/// Evaluates the kinds of expressions that synthesis makes, and lists after <c>in</c>, as Envoy does (cel-cpp with heterogeneous equality,
/// RE2): errors are values, and nothing throws. Any other kind is a bug of the caller: UnreachableException.
/// </summary>
public static class CelEvaluator
{
    /// <summary>What attributegen makes of the condition; a value that is not a bool is an error to it.</summary>
    public static CelOutcome Holds(CelExpression condition, CelActivation request) => Evaluate(condition, request) switch
    {
        CelValue.Flag(true) => CelOutcome.True,
        CelValue.Flag(false) => CelOutcome.False,
        _ => CelOutcome.Error,
    };

    public static CelValue Evaluate(CelExpression expression, CelActivation request) => expression switch
    {
        CelExpression.Text(var value) => new CelValue.Text(value),
        CelExpression.Number(var value) => new CelValue.Number(value),
        CelExpression.Flag(var value) => new CelValue.Flag(value),
        CelExpression.Identifier(var name) => CelAttributes.Find(name, request) ?? new CelValue.Error($"no value with name \"{name}\""),
        CelExpression.Select(var operand, var field) => Find(Evaluate(operand, request), new CelValue.Text(field)),
        CelExpression.Index(var operand, var key) => Find(Evaluate(operand, request), Evaluate(key, request)),
        CelExpression.Call call => Call(call, request),
        CelExpression.Has(var field) => Contains(Evaluate(field.Operand, request), new CelValue.Text(field.Field), "has()"),
        CelExpression.Map(var entries) => Map(entries, request),
        CelExpression.Not(var operand) => Not(Evaluate(operand, request)),
        CelExpression.Relation relation => Relate(relation, request),
        CelExpression.And(var terms) => Chain(terms, request, decides: false),
        CelExpression.Or(var terms) => Chain(terms, request, decides: true),
        CelExpression.Conditional conditional => Choose(conditional, request),
        _ => throw new UnreachableException(),
    };

    /// <summary>One deciding term wins over any error, on whatever side: logic_step.cc.</summary>
    private static CelValue Chain(EquatableList<CelExpression> terms, CelActivation request, bool decides)
    {
        CelValue? fault = null;
        foreach (var term in terms)
        {
            switch (Evaluate(term, request))
            {
                case CelValue.Flag(var value) when value == decides:
                    return new CelValue.Flag(decides);
                case CelValue.Flag:
                    break;
                case var other:
                    fault ??= other as CelValue.Error ?? NoOverload(decides ? "||" : "&&");
                    break;
            }
        }

        return fault ?? new CelValue.Flag(!decides);
    }

    private static CelValue Choose(CelExpression.Conditional conditional, CelActivation request) =>
        Evaluate(conditional.Condition, request) switch
        {
            CelValue.Flag(var holds) => Evaluate(holds ? conditional.Then : conditional.Otherwise, request),
            CelValue.Error error => error,
            _ => NoOverload("?:"),
        };

    private static CelValue Not(CelValue operand) => operand switch
    {
        CelValue.Flag(var value) => new CelValue.Flag(!value),
        CelValue.Error error => error,
        _ => NoOverload("!"),
    };

    private static CelValue Relate(CelExpression.Relation relation, CelActivation request)
    {
        if (relation is { Operator: CelRelation.In, Right: CelExpression.List(var elements) })
        {
            return IsAmong(Evaluate(relation.Left, request), [.. elements.Select(element => Evaluate(element, request))]);
        }

        var left = Evaluate(relation.Left, request);
        var right = Evaluate(relation.Right, request);
        return left as CelValue.Error ?? right as CelValue.Error ?? relation.Operator switch
        {
            CelRelation.Equal => new CelValue.Flag(CelValue.AreEqual(left, right)),
            CelRelation.NotEqual => new CelValue.Flag(!CelValue.AreEqual(left, right)),
            CelRelation.In => Contains(right, left, "in"),
            _ => Compare(relation.Operator, left, right),
        };
    }

    private static CelValue Compare(CelRelation relation, CelValue left, CelValue right)
    {
        int? order = (left, right) switch
        {
            (CelValue.Text(var one), CelValue.Text(var other)) => CelString.Compare(one, other),
            (CelValue.Number(var one), CelValue.Number(var other)) => one.CompareTo(other),
            (CelValue.Flag(var one), CelValue.Flag(var other)) => one.CompareTo(other),
            _ => null,
        };
        return (relation, order) switch
        {
            (_, null) => NoOverload("<"),
            (CelRelation.Less, < 0) or (CelRelation.LessOrEqual, <= 0) => new CelValue.Flag(true),
            (CelRelation.Greater, > 0) or (CelRelation.GreaterOrEqual, >= 0) => new CelValue.Flag(true),
            _ => new CelValue.Flag(false),
        };
    }

    private static CelValue IsAmong(CelValue value, IReadOnlyList<CelValue> elements) =>
        value as CelValue.Error
        ?? elements.OfType<CelValue.Error>().FirstOrDefault() as CelValue
        ?? new CelValue.Flag(elements.Any(element => CelValue.AreEqual(value, element)));

    private static CelValue Find(CelValue operand, CelValue key) => (operand, key) switch
    {
        (CelValue.Error error, _) => error,
        (_, CelValue.Error error) => error,
        (CelValue.Map map, var known) when IsKey(known) => map.Find(known) ?? new CelValue.Error($"key not found in map: {Show(known)}"),
        (CelValue.Map, _) => new CelValue.Error("invalid type of map key"),
        _ => new CelValue.Error("invalid type of container: not a map"),
    };

    private static CelValue Contains(CelValue operand, CelValue key, string function) => (operand, key) switch
    {
        (CelValue.Error error, _) => error,
        (CelValue.Map map, var known) when IsKey(known) => new CelValue.Flag(map.Find(known) is not null),
        _ => NoOverload(function),
    };

    private static CelValue Map(EquatableList<MapEntry> entries, CelActivation request)
    {
        var values = new Dictionary<CelValue, CelValue>(entries.Count);
        foreach (var entry in entries)
        {
            var key = Evaluate(entry.Key, request);
            var value = Evaluate(entry.Value, request);
            var fault = key as CelValue.Error ?? value as CelValue.Error
                ?? (!IsKey(key) ? new("invalid type of map key")
                    : !values.TryAdd(key, value) ? new($"duplicate key in map: {Show(key)}")
                    : null);
            if (fault is not null)
            {
                return fault;
            }
        }

        return new CelValue.Map(values.Keys, key => values.GetValueOrDefault(key));
    }

    private static CelValue Call(CelExpression.Call call, CelActivation request)
    {
        var target = Evaluate(call.Target, request);
        var argument = call.Arguments.Count == 1 ? Evaluate(call.Arguments[0], request) : null;
        return target as CelValue.Error ?? argument as CelValue.Error ?? (call.Function, target, argument) switch
        {
            ("size", CelValue.Text(var text), null) => new CelValue.Number(CelLimits.CountCodePoints(text)),
            ("size", CelValue.Bytes(var text), null) => new CelValue.Number(Encoding.UTF8.GetByteCount(text)),
            ("size", CelValue.Map(var keys, _), null) => new CelValue.Number(keys.Count),
            ("contains", CelValue.Text(var text), CelValue.Text(var part)) =>
                new CelValue.Flag(text.Contains(part, StringComparison.Ordinal)),
            ("endsWith", CelValue.Text(var text), CelValue.Text(var part)) =>
                new CelValue.Flag(text.EndsWith(part, StringComparison.Ordinal)),
            ("startsWith", CelValue.Text(var text), CelValue.Text(var part)) =>
                new CelValue.Flag(text.StartsWith(part, StringComparison.Ordinal)),
            ("matches", CelValue.Text(var text), CelValue.Text(var pattern)) => Matches(text, pattern),
            _ => NoOverload(call.Function),
        };
    }

    private static CelValue Matches(string text, string pattern) =>
        Re2Cache.Find(pattern) is { } regex ? new CelValue.Flag(regex.IsMatch(text)) : new CelValue.Error($"invalid RE2: {pattern}");

    private static bool IsKey(CelValue value) => value is CelValue.Text or CelValue.Number or CelValue.Flag;

    private static string Show(CelValue key) => key switch
    {
        CelValue.Text(var value) => $"\"{value}\"",
        CelValue.Number(var value) => value.ToString(),
        CelValue.Flag(var value) => value ? "true" : "false",
        _ => throw new UnreachableException(),
    };

    private static CelValue.Error NoOverload(string function) => new($"no matching overload for {function}");
}
