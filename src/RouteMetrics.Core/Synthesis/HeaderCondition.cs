using System.Diagnostics;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Routes;

namespace RouteMetrics.Core.Synthesis;

/// <summary>
/// The headers of a match over <c>request.headers</c>, guarded by <c>in</c>: an absent key is an error that would abort all later conditions. Repeated
/// headers of a request arrive joined by a comma, for Envoy's matcher as for CEL.
/// </summary>
internal static class HeaderCondition
{
    /// <summary>Adds the terms; false when an expression is invalid, which is a finding.</summary>
    public static bool TryAdd(IReadOnlyList<HeaderMatch> headers, List<CelExpression> terms, MatchSite site)
    {
        var valid = true;
        for (var i = 0; i < headers.Count; i++)
        {
            // Istio's map keeps the last of equal spellings; Foo and foo are two keys and both hold.
            if (!Repetition.IsRepeated(headers, i, static item => item.Name))
            {
                valid &= TryAdd(headers[i], i, terms, site);
            }
        }

        return valid;
    }

    private static bool TryAdd(HeaderMatch header, int index, List<CelExpression> terms, MatchSite site)
    {
        var name = header.Name.ToLowerInvariant();
        var present = EnvoyTerms.In(name, EnvoyTerms.Headers);
        var value = EnvoyTerms.At(EnvoyTerms.Headers, EnvoyTerms.Text(name));
        switch (header.Value)
        {
            case ValueMatch.Exact(var text):
                terms.Add(present);
                terms.Add(EnvoyTerms.EqualTo(value, text));
                return true;
            case ValueMatch.RegularExpression(RegularExpressionCondition.Presence):
                terms.Add(present);
                return true;
            case ValueMatch.RegularExpression(var expression):
                if (RegularExpressionCondition.TryParse(expression, site, $"headers[{index}].value") is not { } pattern)
                {
                    return false;
                }

                terms.Add(present);
                terms.Add(RegularExpressionCondition.Whole(value, pattern));
                return true;
            default:
                throw new UnreachableException($"a route with {header} is dropped before");
        }
    }
}
