using System.Buffers;
using System.Diagnostics;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conditions;

/// <summary>
/// The headers of a match over <c>request.headers</c>, guarded by <c>in</c>: an absent key is an error that would abort all later
/// conditions. Repeated headers of a request arrive joined by a comma, for Envoy's matcher as for CEL.
/// </summary>
internal static class HeaderCondition
{
    // What no header of HTTP can hold (RFC 9110, 5.5); Envoy refuses such a request.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\r\n\0");

    /// <summary>Adds the terms; false when no request can have the headers or an expression is invalid, which are findings.</summary>
    public static bool TryAdd(IReadOnlyList<HeaderMatch> headers, TermList? terms, MatchTerms match)
    {
        var valid = true;
        for (var i = 0; i < headers.Count; i++)
        {
            // Istio's map keeps the last of equal spellings; Foo and foo are two keys and both hold.
            if (!Repetition.IsRepeated(headers, i, static item => item.Name))
            {
                valid &= TryAdd(headers[i], i, terms, match) && IsConsistent(headers, i, match);
            }
        }

        return valid;
    }

    private static bool TryAdd(HeaderMatch header, int index, TermList? terms, MatchTerms match)
    {
        switch (header.Value)
        {
            case ValueMatch.Exact(var text) when text.AsSpan().ContainsAny(Forbidden):
                match.Report(
                    FindingCode.RMW003, $"headers[{index}].value", text,
                    "no header can hold a line end or NUL, so the match is never reached", "remove it");
                return false;
            case ValueMatch.Exact(var text):
                terms?.Add(IsPresent(header));
                terms?.Add(EnvoyTerms.EqualTo(ValueOf(header), text));
                return true;
            case ValueMatch.RegularExpression(ValueMatch.Presence):
                terms?.Add(IsPresent(header));
                return true;
            case ValueMatch.RegularExpression(var expression):
                if (RegularExpressionCondition.TryParse(expression, match, $"headers[{index}].value") is not { } pattern)
                {
                    return false;
                }

                terms?.Add(IsPresent(header));
                if (terms?.IsExact == true || pattern.Literal is not null)
                {
                    terms?.Add(RegularExpressionCondition.Whole(ValueOf(header), pattern));
                }

                return true;
            default:
                throw new UnreachableException($"a route with {header} is dropped before");
        }
    }

    private static CelExpression IsPresent(HeaderMatch header) => EnvoyTerms.In(header.Name.ToLowerInvariant(), EnvoyTerms.Headers);

    private static CelExpression ValueOf(HeaderMatch header) =>
        EnvoyTerms.At(EnvoyTerms.Headers, EnvoyTerms.Text(header.Name.ToLowerInvariant()));

    /// <summary>Whether a header can have this value and those that earlier spellings of its name require.</summary>
    private static bool IsConsistent(IReadOnlyList<HeaderMatch> headers, int index, MatchTerms match)
    {
        var (name, value) = headers[index];
        for (var earlier = 0; earlier < index; earlier++)
        {
            if (headers[earlier].Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && !Repetition.IsRepeated(headers, earlier, static item => item.Name)
                && (Requirement.ExactOf(headers[earlier].Value), Requirement.ExactOf(value)) is (not null, not null) and var (one, other)
                && one != other)
            {
                match.Report(
                    FindingCode.RMW003, $"headers[{index}].value", value.Value,
                    $"headers[{earlier}] asks for another value of the same header (Istio asks for both), so the match is never reached",
                    "remove one of them");
                return false;
            }
        }

        return true;
    }
}
