namespace RouteMetrics.Core.Explain;

/// <summary>
/// The hostnames that a condition's host expression stands for, such as <c>(?i)^(?:foo\.example\.com|.+\.example\.org)(?::[0-9]*)?$</c>.
/// </summary>
internal static class HostPattern
{
    private const string Start = "(?i)^";
    private const string End = "(?::[0-9]*)?$";
    private const string Wildcard = @".+\.";

    /// <summary>As routes write them, joined by "or"; null for an expression of another form.</summary>
    public static string? Hostnames(string pattern)
    {
        if (!pattern.StartsWith(Start, StringComparison.Ordinal) || !pattern.EndsWith(End, StringComparison.Ordinal))
        {
            return null;
        }

        var hosts = pattern[Start.Length..^End.Length];
        var grouped = hosts.StartsWith("(?:", StringComparison.Ordinal) && hosts.EndsWith(')');
        var names = (grouped ? hosts[3..^1] : hosts).Split('|').Select(Hostname).ToList();
        return names.Contains(null) ? null : string.Join(" or ", names);
    }

    private static string? Hostname(string pattern) => pattern.StartsWith(Wildcard, StringComparison.Ordinal)
        ? RegularExpression.Unquoted(pattern[Wildcard.Length..]) is { } domain ? $"*.{domain}" : null
        : RegularExpression.Unquoted(pattern);
}
