namespace RouteMetrics.Core.Settings;

/// <summary>The name of a namespace, or the start of one followed by <c>*</c>.</summary>
internal static class NamespacePattern
{
    public static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : name == pattern;
}
