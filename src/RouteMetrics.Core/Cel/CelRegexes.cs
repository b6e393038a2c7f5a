using System.Collections.Concurrent;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Cel;

/// <summary>Regular expressions that were compiled before; null for those that are not valid RE2.</summary>
internal static class CelRegexes
{
    // A program is about as large as its pattern is long, which may be all of a condition: bound the characters, not the patterns.
    private const int MaximumCharacters = 1_000_000;

    private static readonly ConcurrentDictionary<string, Re2Pattern?> Compiled = new(StringComparer.Ordinal);
    private static int characters;

    public static Re2Pattern? Find(string pattern)
    {
        if (Compiled.TryGetValue(pattern, out var known))
        {
            return known;
        }

        if (Interlocked.Add(ref characters, pattern.Length + 1) > MaximumCharacters)
        {
            Compiled.Clear();
            Interlocked.Exchange(ref characters, pattern.Length + 1);
        }

        return Compiled[pattern] = Re2Pattern.TryParse(pattern, out _);
    }
}
