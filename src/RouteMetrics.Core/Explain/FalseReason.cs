using RouteMetrics.Core.Cel;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Explain;

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
        Relation(var left, CelRelation.Equal, var right) => OfComparison(left, "==", right, evaluation) ?? Cel(expression),
        Relation(var left, CelRelation.NotEqual, _) => $"{Subject.Of(left)} is {evaluation.Shown(left)}",
        Call(var target, var function, [var argument]) => OfComparison(target, function, argument, evaluation) ?? Cel(expression),
        _ => Cel(expression),
    };

    // Nothing of it holds. The two terms of a prefix are one thing to the user.
    private static string OfAll(IReadOnlyList<CelExpression> terms, RequestEvaluation evaluation) => terms switch
    {
        [Relation(var path, CelRelation.Equal, Text(var prefix)), Call(var same, "startsWith", [Text(var below)])]
            when path == same && below == $"{prefix}/" => $"{Subject.Of(path)} {evaluation.Shown(path)} is neither {prefix} nor below it",
        _ => string.Join(" and ", terms.Select(term => Of(term, evaluation)).Distinct(StringComparer.Ordinal)),
    };

    private static string? OfComparison(CelExpression subject, string comparison, CelExpression wanted, RequestEvaluation evaluation)
    {
        var actual = evaluation.Shown(subject);
        var text = evaluation.TextOf(wanted) ?? evaluation.Shown(wanted);
        return OfSubject(subject, comparison, text, evaluation) ?? comparison switch
        {
            "==" when Subject.Of(subject) == Subject.Path => $"path {actual} is not {evaluation.Shown(wanted)}",
            "==" => $"{Subject.Of(subject)} is {actual}, not {evaluation.Shown(wanted)}",
            "matches" => $"{Subject.Of(subject)} {actual} does not match {RegularExpression.Shown(text)}",
            "startsWith" => $"{Subject.Of(subject)} {actual} does not start with {text}",
            "contains" => $"{Subject.Of(subject)} {actual} does not contain {text}",
            "endsWith" => $"{Subject.Of(subject)} {actual} does not end with {text}",
            _ => null,
        };
    }

    // Comparisons of encoded things: what the user knows is what they encode.
    private static string? OfSubject(CelExpression subject, string comparison, string wanted, RequestEvaluation evaluation)
    {
        var actual = evaluation.TextOf(subject) ?? "";
        if (Subject.IsFilterChain(subject))
        {
            return FilterChain.Difference(actual, wanted);
        }

        if (Subject.IsHost(subject))
        {
            return comparison == "matches" && HostPattern.Hostnames(wanted) is { } hostname ? $"host is {actual}, not {hostname}" : null;
        }

        return Subject.IsQuery(subject) ? QueryPattern.Of(comparison, wanted)?.Difference(actual) : null;
    }

    private static string Cel(CelExpression expression) => $"{expression} is false";
}
