namespace RouteMetrics.Core.Model;

/// <summary>
/// Hostnames of routes, listeners and virtual hosts: an exact name, <c>*.example.com</c> (one or more labels in front), or
/// <see cref="Any"/>. The rules are istio pkg/config/host/name.go's, which follow Gateway API.
/// </summary>
public static class Hostname
{
    /// <summary>Every host.</summary>
    public const string Any = "*";

    public static bool IsWildcard(string hostname) => hostname.StartsWith('*');

    /// <summary>Whether every host of <paramref name="inner"/> is a host of <paramref name="outer"/>; a name is within itself.</summary>
    public static bool IsWithin(string inner, string outer) => IsWildcard(outer)
        ? inner.AsSpan().EndsWith(outer.AsSpan(1), StringComparison.Ordinal)
        : inner == outer;

    /// <summary>The hosts that both have: the narrower of the two, null if none.</summary>
    public static string? Intersection(string left, string right) =>
        IsWithin(left, right) ? left : IsWithin(right, left) ? right : null;

    /// <summary>Envoy's choice among virtual hosts: exact, then the longest wildcard, then any; ordinal among equals.</summary>
    public static int BySpecificity(string left, string right)
    {
        var wildcard = IsWildcard(left).CompareTo(IsWildcard(right));
        var length = wildcard == 0 && IsWildcard(left) ? right.Length.CompareTo(left.Length) : wildcard;
        return length != 0 ? length : string.CompareOrdinal(left, right);
    }
}
