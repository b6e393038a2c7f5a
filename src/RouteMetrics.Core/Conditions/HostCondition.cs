using System.Text;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Conditions;

/// <summary>
/// A virtual host over <c>request.host</c>, which keeps the client's case and port. Envoy takes the most specific virtual host and never
/// falls through to a wider one, so a wider one excludes those right under it.
/// </summary>
internal static class HostCondition
{
    private const string OptionalPort = "(?::[0-9]*)?";

    /// <summary>The terms for a virtual host and the next narrower ones under it; none when it takes every host.</summary>
    public static IReadOnlyList<CelExpression> TermsOf(string virtualHost, IReadOnlyList<string> narrower)
    {
        var terms = new List<CelExpression>(2);
        if (virtualHost != Hostname.Any)
        {
            terms.Add(EnvoyTerms.Matches(EnvoyTerms.Host, $"(?i)^{Expression(virtualHost)}{OptionalPort}$"));
        }

        if (narrower.Count > 0)
        {
            terms.Add(new CelExpression.Not(EnvoyTerms.Matches(EnvoyTerms.Host, AnyOf(narrower))));
        }

        return terms;
    }

    private static string AnyOf(IReadOnlyList<string> names)
    {
        var text = new StringBuilder("(?i)^");
        text.Append(names.Count == 1 ? "" : "(?:");
        text.AppendJoin('|', names.Select(Expression));
        return text.Append(names.Count == 1 ? "" : ")").Append(OptionalPort).Append('$').ToString();
    }

    private static string Expression(string hostname) =>
        Hostname.IsWildcard(hostname) ? $".+{Re2Pattern.Quote(hostname[1..])}" : Re2Pattern.Quote(hostname);
}
