using System.Collections.Concurrent;

namespace RouteMetrics.Core.Re2;

/// <summary>
/// Patterns that were parsed before; null for those that are not valid RE2. A route is mutated, then validated, and synthesized again with
/// every change of its neighbours, and parsing its expressions was most of the work.
/// </summary>
internal static class Re2Cache
{
    // A tree takes some 100 bytes per character of its pattern, so this bounds the characters, to about 20 MB.
    private const int MaximumCharacters = 200_000;

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
