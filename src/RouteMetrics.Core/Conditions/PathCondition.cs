using System.Diagnostics;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Conditions;

/// <summary>A path match over <c>request.url_path</c>: <c>:path</c> before the <c>?</c>, not decoded; "" for a plain CONNECT.</summary>
internal static class PathCondition
{
    public static readonly CelExpression EveryPath = EnvoyTerms.StartsWith(EnvoyTerms.UrlPath, "/");

    /// <summary>Adds the terms; false when the expression is invalid, which is a finding.</summary>
    public static bool TryAdd(PathMatch path, TermList? terms, MatchTerms match)
    {
        switch (path.Programmed())
        {
            case PathMatch.Exact(var value):
                terms?.Add(EnvoyTerms.EqualTo(EnvoyTerms.UrlPath, value));
                return true;
            case PathMatch.Prefix prefix:
                terms?.Add(Under(prefix.Trimmed()));
                return true;
            case PathMatch.RegularExpression(var value):
                return TryAddExpression(value, terms, match);
            default:
                throw new UnreachableException($"a route with {path} is dropped before");
        }
    }

    // "/" is not "true": OPTIONS * and CONNECT have paths that do not begin with it.
    private static CelExpression Under(string prefix) => prefix is "/" or ""
        ? EveryPath
        : CelExpression.AnyOf([EnvoyTerms.EqualTo(EnvoyTerms.UrlPath, prefix), EnvoyTerms.StartsWith(EnvoyTerms.UrlPath, prefix + "/")]);

    private static bool TryAddExpression(string value, TermList? terms, MatchTerms match)
    {
        if (RegularExpressionCondition.TryParse(value, match, match.PathField) is not { } pattern)
        {
            return false;
        }

        if (pattern.Literal is { Length: > 0 } literal)
        {
            terms?.Add(EnvoyTerms.EqualTo(EnvoyTerms.UrlPath, literal));
        }
        else if (terms?.IsExact == true)
        {
            // Envoy tries no regex on a request without a path.
            var whole = RegularExpressionCondition.Whole(EnvoyTerms.UrlPath, pattern);
            terms.Add(pattern.MatchesEmpty
                ? CelExpression.AllOf([EnvoyTerms.NotEqualTo(EnvoyTerms.UrlPath, EnvoyTerms.Text("")), whole])
                : whole);
        }
        else if (pattern.Prefix.Length > 0)
        {
            terms?.Add(EnvoyTerms.StartsWith(EnvoyTerms.UrlPath, pattern.Prefix));
        }

        return true;
    }
}
