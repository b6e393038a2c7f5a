namespace RouteMetrics.Core.Tests.Reference;

/// <summary>Hostnames as Istio and Envoy compare them: exact, <c>*.suffix</c> over one label or more, or <c>*</c> for every host.</summary>
internal static class DomainName
{
    public const string Every = "*";

    /// <summary>Whether every host that <paramref name="narrow"/> stands for is one of <paramref name="wide"/>'s.</summary>
    public static bool Covers(string wide, string narrow) =>
        wide == narrow || (wide.StartsWith('*') && narrow.Length > wide.Length - 1 && narrow.EndsWith(wide[1..], StringComparison.Ordinal));

    /// <summary>The hosts that both stand for: the narrower of the two, or null.</summary>
    public static string? Intersection(string one, string other) => Covers(one, other) ? other : Covers(other, one) ? one : null;

    /// <summary>Those of <paramref name="domains"/> that hold a Host header's value, the one that Envoy takes first: exact, longer wildcard, <c>*</c>.</summary>
    public static IEnumerable<string> Holding(IEnumerable<string> domains, string hostHeader, Slip slip)
    {
        var host = slip == Slip.HostMatchesCase ? hostHeader : hostHeader.ToLowerInvariant();
        host = slip == Slip.HostKeepsPort ? host : host.Split(':', 2)[0];
        var holding = domains.Where(domain => domain == Every || Holds(domain, host, slip)).OrderByDescending(domain => !domain.StartsWith('*'));
        return slip == Slip.ShorterWildcardFirst ? holding.ThenBy(domain => domain.Length) : holding.ThenByDescending(domain => domain.Length);
    }

    private static bool Holds(string domain, string host, Slip slip) =>
        Covers(domain, host) && (slip != Slip.WildcardTakesOneLabel || domain == host || !host[..^(domain.Length - 1)].Contains('.'))
        || (slip == Slip.WildcardTakesApex && domain.StartsWith('*') && domain[2..] == host);
}
