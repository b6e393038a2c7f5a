namespace RouteMetrics.Core.Settings;

/// <summary>The name of a namespace, or the start of one followed by <c>*</c>; after a <c>!</c>, one that is meant by no other.</summary>
internal static class NamespacePattern
{
    /// <summary>The first pattern that matches; null if none does, or an exception does.</summary>
    public static string? Match(IReadOnlyList<string> patterns, string name)
    {
        string? first = null;
        foreach (var pattern in patterns)
        {
            if (pattern.StartsWith('!') && Matches(pattern.AsSpan(1), name))
            {
                return null;
            }

            first ??= Matches(pattern, name) ? pattern : null;
        }

        return first;
    }

    public static bool Matches(ReadOnlySpan<char> pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern.SequenceEqual(name);
}
