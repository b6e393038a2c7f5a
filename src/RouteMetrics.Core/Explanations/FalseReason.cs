using RouteMetrics.Core.Cel;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Explanations;

/// <summary>
/// Why a condition is false for a request: its first false part, said with the actual value. The forms that synthesis makes are put in the
/// user's words; any other form is shown as CEL.
/// </summary>
internal static class FalseReason
{
    /// <summary>The reason for an expression that evaluates to false.</summary>
    public static string Of(CelExpression expression, RequestEvaluation evaluation) => expression switch
    {
        And(var terms) => Of(terms.First(evaluation.IsFalse), evaluation),
        Or(var terms) => OfAll(terms, evaluation),
        Not(Call(var host, "matches", [Text(var pattern)])) when Subject.IsHost(host) && HostPattern.Hostnames(pattern) is { } hostnames =>
            $"host {evaluation.Shown(host)} belongs to the more specific hostname {hostnames}",
        Relation(Text(var name), CelRelation.In, var map) when Subject.IsHeaders(map) => $"header {name} is absent",
        Relation(var left, CelRelation.Equal, var right) => Unequal(Subject.Of(left), evaluation.Shown(left), evaluation.Shown(right)),
        Relation(var left, CelRelation.NotEqual, _) => $"{Subject.Of(left)} is {evaluation.Shown(left)}",
        Call(var target, var function, [Text(var argument)]) => OfCall(target, function, argument, evaluation) ?? Cel(expression),
        _ => Cel(expression),
    };

    // Nothing of it holds. The two terms of a prefix are one thing to the user, and so are those of a query parameter.
    private static string OfAll(IReadOnlyList<CelExpression> terms, RequestEvaluation evaluation) => terms switch
    {
        [Relation(var path, CelRelation.Equal, Text(var prefix)), Call(var same, "startsWith", [Text(var below)])]
            when path == same && below == $"{prefix}/" => $"{Subject.Of(path)} {evaluation.Shown(path)} is neither {prefix} nor below it",
        [var query, And([Call(Text, "matches", [Text(var value)]), ..])] when QueryPattern.Of(query) is { IsExpression: true } parameter =>
            (parameter with { Value = RegularExpression.Shown(value) }).Difference(evaluation.TextOf(Subject.Query) ?? "") ?? Of(query, evaluation),
        _ => string.Join(" and ", terms.Select(term => Of(term, evaluation)).Distinct(StringComparer.Ordinal)),
    };

    private static string Unequal(string subject, string actual, string wanted) =>
        subject == Subject.Path ? $"{subject} {actual} is not {wanted}" : $"{subject} is {actual}, not {wanted}";

    private static string? OfCall(CelExpression target, string function, string argument, RequestEvaluation evaluation)
    {
        var actual = evaluation.Shown(target);
        return function switch
        {
            "startsWith" when Subject.IsFilterChain(target) => FilterChain.Difference(evaluation.TextOf(target), argument),
            "matches" when Subject.IsHost(target) && HostPattern.Hostnames(argument) is { } hostname => $"host is {actual}, not {hostname}",
            "matches" or "contains" when target == Subject.Query => QueryPattern.Of(function, argument)?.Difference(evaluation.TextOf(target) ?? ""),
            _ => null,
        } ?? function switch
        {
            "matches" => $"{Subject.Of(target)} {actual} does not match {RegularExpression.Shown(argument)}",
            "startsWith" => $"{Subject.Of(target)} {actual} does not start with {argument}",
            "contains" => $"{Subject.Of(target)} {actual} does not contain {argument}",
            "endsWith" => $"{Subject.Of(target)} {actual} does not end with {argument}",
            _ => null,
        };
    }

    private static string Cel(CelExpression expression) => $"{expression} is false";
}
