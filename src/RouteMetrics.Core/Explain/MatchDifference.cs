using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Re2;
using RouteMetrics.Core.Targets;
using static RouteMetrics.Core.Explain.RequestEvaluation;

namespace RouteMetrics.Core.Explain;

/// <summary>The first thing a match asks for that the request does not have, with the actual value; null if it has everything.</summary>
internal static class MatchDifference
{
    /// <summary>A null match is a rule without matches, which takes every path.</summary>
    public static string? Of(HttpRouteMatch? match, RequestEvaluation evaluation)
    {
        var asked = match ?? HttpRouteMatch.Any;
        return OfMethod(asked.Method, evaluation.Request.Method)
            ?? OfPath(asked.Path.Programmed(), evaluation)
            ?? FirstOf(asked.Headers, static header => header.Name, header => OfHeader(header, evaluation))
            ?? FirstOf(asked.QueryParams, static param => param.Name, param => OfQueryParam(param, evaluation));
    }

    private static string? OfMethod(string? wanted, string actual) =>
        wanted is null || wanted == actual ? null : $"request.method is {Shown(actual)}, not {Shown(wanted)}";

    private static string? OfPath(PathMatch path, RequestEvaluation evaluation)
    {
        var actual = evaluation.Request.UrlPath;
        if (path is PathMatch.Prefix prefix)
        {
            return OfPrefix(prefix.Trimmed(), actual);
        }

        if (path is PathMatch.RegularExpression(var expression) && Re2Cache.Find(expression) is { Literal: null } pattern)
        {
            // Envoy tries no regex on a request without a path.
            return actual.Length == 0 && pattern.MatchesEmpty ? $"path is {Shown(actual)}"
                : IsMatch(pattern, actual, evaluation) ? null
                : $"path {Shown(actual)} does not match {expression}";
        }

        var wanted = path is PathMatch.Exact ? path.Value : Re2Cache.Find(path.Value)?.Literal ?? path.Value;
        return actual == wanted ? null : $"path {Shown(actual)} is not {Shown(wanted)}";
    }

    private static string? OfPrefix(string prefix, string actual)
    {
        if (prefix is "/" or "")
        {
            return actual.StartsWith('/') ? null : $"path {Shown(actual)} does not start with /";
        }

        return actual == prefix || actual.StartsWith($"{prefix}/", StringComparison.Ordinal)
            ? null
            : $"path {Shown(actual)} is neither {prefix} nor below it";
    }

    // Istio programs the last of several with one name.
    private static string? FirstOf<T>(IReadOnlyList<T> items, Func<T, string> nameOf, Func<T, string?> difference) => items
        .Where((_, index) => !Repetition.IsRepeated(items, index, nameOf))
        .Select(difference)
        .FirstOrDefault(static found => found is not null);

    private static string? OfHeader(HeaderMatch header, RequestEvaluation evaluation)
    {
        var name = header.Name.ToLowerInvariant();
        if (evaluation.TextOf(EnvoyTerms.At(EnvoyTerms.Headers, EnvoyTerms.Text(name))) is not { } actual)
        {
            return $"header {name} is absent";
        }

        return Requirement.ExactOf(header.Value) is { } text
            ? actual == text ? null : $"header {name} is {Shown(actual)}, not {Shown(text)}"
            : IsMatch(header.Value, actual, evaluation) ? null : $"header {name} {Shown(actual)} does not match {header.Value.Value}";
    }

    // The first parameter of the name, not decoded; one without "=" has the value "" to an expression, and none to an Exact match.
    private static string? OfQueryParam(QueryParamMatch param, RequestEvaluation evaluation)
    {
        var (name, value) = param;
        var first = evaluation.Request.Query.Split('&')
            .FirstOrDefault(text => text == name || text.StartsWith($"{name}=", StringComparison.Ordinal));
        if (first is null)
        {
            return $"query parameter {name} is absent";
        }

        var actual = first.Length == name.Length ? null : first[(name.Length + 1)..];
        var shown = actual is null ? "without a value" : Shown(actual);
        actual = value is ValueMatch.Exact ? actual : actual ?? "";
        return Requirement.ExactOf(value) is { } text
            ? actual == text ? null : $"query parameter {name} is {shown}, not {Shown(text)}"
            : IsMatch(value, actual ?? "", evaluation) ? null : $"query parameter {name} is {shown}, which does not match {value.Value}";
    }

    private static bool IsMatch(ValueMatch wanted, string actual, RequestEvaluation evaluation) =>
        wanted.Value == ValueMatch.Presence || (Re2Cache.Find(wanted.Value) is { } pattern && IsMatch(pattern, actual, evaluation));

    private static bool IsMatch(Re2Pattern pattern, string actual, RequestEvaluation evaluation) =>
        !evaluation.IsFalse(RegularExpressionCondition.Whole(EnvoyTerms.Text(actual), pattern));
}
