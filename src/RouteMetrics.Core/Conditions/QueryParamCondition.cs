using System.Buffers;
using System.Diagnostics;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Re2;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Conditions;

/// <summary>
/// The query parameters of a match over <c>request.query</c>, the raw text behind the <c>?</c>. Envoy compares the first parameter of a
/// name, not decoded; a parameter without <c>=</c> has the value "". There is no parsed map in CEL, so it takes a regex; a plain
/// <c>contains</c> in front saves compiling it for most requests.
/// </summary>
internal static class QueryParamCondition
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("&#");

    /// <summary>Adds the terms; false when no request can hold the parameter or an expression is invalid, which are findings.</summary>
    public static bool TryAdd(IReadOnlyList<QueryParamMatch> queryParams, TermList? terms, MatchTerms match)
    {
        var possible = true;
        for (var i = 0; i < queryParams.Count; i++)
        {
            if (!Repetition.IsRepeated(queryParams, i, static item => item.Name))
            {
                possible &= TryAdd(queryParams[i], i, terms, match);
            }
        }

        return possible;
    }

    private static bool TryAdd(QueryParamMatch param, int index, TermList? terms, MatchTerms match)
    {
        if (param.Name.AsSpan().ContainsAny(Separators) || param.Name.Contains('='))
        {
            match.Report(
                FindingCode.RMW003, $"queryParams[{index}].name", param.Name,
                "no query string can hold a parameter of this name (& and # end a parameter), so the match is never reached", "remove it");
            return false;
        }

        switch (param.Value)
        {
            case ValueMatch.Exact(var value):
                return TryAddExact(param.Name, value, index, terms, match);
            case ValueMatch.RegularExpression(ValueMatch.Presence):
                terms?.Add(terms.IsExact
                    ? EnvoyTerms.Matches(EnvoyTerms.Query, $"(?:^|&){Re2Pattern.Quote(param.Name)}(?:[=&]|$)")
                    : EnvoyTerms.Contains(EnvoyTerms.Query, param.Name));
                return true;
            case ValueMatch.RegularExpression(var expression):
                return TryAddExpression(param.Name, expression, index, terms, match);
            default:
                throw new UnreachableException($"a route with {param} is dropped before");
        }
    }

    private static bool TryAddExact(string name, string value, int index, TermList? terms, MatchTerms match)
    {
        if (value.AsSpan().ContainsAny(Separators))
        {
            match.Report(
                FindingCode.RMW003, $"queryParams[{index}].value", value,
                "no query parameter can hold & or # as it is (Envoy does not decode), so the match is never reached",
                "write %26 or %23 if clients send that");
            return false;
        }

        terms?.Add(EnvoyTerms.Contains(EnvoyTerms.Query, $"{name}={value}"));
        if (terms?.IsExact == true)
        {
            terms.Add(EnvoyTerms.Matches(EnvoyTerms.Query, First(name, "=", Re2Pattern.Quote(value), "")));
        }

        return true;
    }

    private static bool TryAddExpression(string name, string expression, int index, TermList? terms, MatchTerms match)
    {
        var field = $"queryParams[{index}].value";
        if (RegularExpressionCondition.TryParse(expression, match, field) is not { } pattern)
        {
            return false;
        }

        if (pattern.Literal is { Length: > 0 } literal)
        {
            return TryAddExact(name, literal, index, terms, match);
        }

        terms?.Add(EnvoyTerms.Contains(EnvoyTerms.Query, name));
        if (!Re2Rewrite.TryExclude(pattern, '&', out var rewritten, out var reason))
        {
            match.HasNoForm(field, expression, reason ?? "");
        }
        else if (terms?.IsExact == true)
        {
            // A value that may be empty is also held by a parameter without "=".
            var (open, close) = pattern.MatchesEmpty ? ("(?:=(?:", "))?") : ("=(?:", ")");
            terms.Add(EnvoyTerms.Matches(EnvoyTerms.Query, First(name, open, rewritten, close)));
        }

        return true;
    }

    /// <summary>
    /// The whole query up to the end of the first parameter of this name: parameters of other names, then this one. A parameter not named
    /// k1..kn is nested from the end, since RE2 has no lookahead: N(n+1) = <c>[^&amp;=][^&amp;]*</c>, N(i) =
    /// <c>(?:ki N(i+1)|[^&amp;ki][^&amp;]*)?</c>.
    /// </summary>
    private static string First(string name, string open, ReadOnlySpan<char> value, string close)
    {
        var text = new PooledText(stackalloc char[1024]);
        text.Append("^(?:");
        for (var i = 0; i < name.Length; i++)
        {
            text.Append(char.IsLowSurrogate(name[i]) ? "" : "(?:");
            AppendLiteral(ref text, name[i]);
        }

        text.Append("[^&=][^&]*");
        for (var end = name.Length; end > 0;)
        {
            // A surrogate pair is one character of the class.
            var length = end > 1 && char.IsSurrogatePair(name, end - 2) ? 2 : 1;
            end -= length;
            AppendNotBeginning(ref text, name.AsSpan(end, length));
        }

        text.Append("&)*");
        foreach (var character in name)
        {
            AppendLiteral(ref text, character);
        }

        text.Append(open);
        text.Append(value);
        text.Append(close);
        text.Append("(?:&|$)");
        return text.ToStringAndReturn();
    }

    private static void AppendLiteral(ref PooledText text, char character)
    {
        if (Re2Pattern.IsMetacharacter(character))
        {
            text.Append('\\');
        }

        text.Append(character);
    }

    private static void AppendNotBeginning(ref PooledText text, scoped ReadOnlySpan<char> character)
    {
        text.Append("|[^&");
        if (character is ['\\' or ']' or '[' or '^' or '-'])
        {
            text.Append('\\');
        }

        text.Append(character);
        text.Append("][^&]*)?");
    }
}
