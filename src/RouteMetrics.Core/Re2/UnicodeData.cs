using System.Collections.Concurrent;

namespace RouteMetrics.Core.Re2;

/// <summary>Lookup in <see cref="UnicodeTables"/>; each group is decoded once, when it is first asked for.</summary>
internal static class UnicodeData
{
    private const int DigitBits = 5;
    private const int MoreToCome = 1 << DigitBits;

    private static readonly ConcurrentDictionary<string, CodePointSet> Decoded = new(StringComparer.Ordinal);
    private static readonly Lazy<Dictionary<int, int>> NextInOrbit = new(DecodeFolds);
    private static readonly Lazy<int[]> Folded = new(static () => [.. NextInOrbit.Value.Keys.Order()]);

    /// <summary>The set that RE2 knows as <c>\p{name}</c>, or null. Unassigned code points are in none but Any.</summary>
    public static CodePointSet? Group(string name)
    {
        if (Decoded.TryGetValue(name, out var known))
        {
            return known;
        }

        var ranges = Ranges(name);
        return ranges.Count == 0 ? null : Decoded.GetOrAdd(name, CodePointSet.Of(ranges));
    }

    /// <summary>The character and all that differ from it in case only: <c>k</c>, <c>K</c> and the Kelvin sign.</summary>
    public static IEnumerable<int> Orbit(int codePoint)
    {
        var member = codePoint;
        do
        {
            yield return member;
            member = NextInOrbit.Value.GetValueOrDefault(member, codePoint);
        }
        while (member != codePoint);
    }

    /// <summary>Whether case folding makes the character match another one too.</summary>
    public static bool HasCase(int codePoint) => NextInOrbit.Value.ContainsKey(codePoint);

    /// <summary>The members of a range that <see cref="HasCase"/>.</summary>
    public static IEnumerable<int> FoldedIn(int low, int high)
    {
        var at = Array.BinarySearch(Folded.Value, low);
        return Folded.Value.Skip(at < 0 ? ~at : at).TakeWhile(codePoint => codePoint <= high);
    }

    private static List<(int Low, int High)> Ranges(string name)
    {
        if (name == "Any")
        {
            return [(0, CodePointSet.MaxCodePoint)];
        }

        // One letter stands for all its categories: L is Ll, Lm, Lo, Lt and Lu. C leaves out the unassigned, as RE2 does.
        var major = name.Length == 1 && "CLMNPSZ".Contains(name[0], StringComparison.Ordinal);
        return [.. UnicodeTables.Groups
            .Where(group => group.Name == name || (major && group.Name.Length == 2 && group.Name[0] == name[0]))
            .SelectMany(static group => Pairs(group.Ranges))];
    }

    private static List<(int Low, int High)> Pairs(string text)
    {
        var pairs = new List<(int, int)>();
        var (at, end) = (0, 0);
        while (at < text.Length)
        {
            var low = end + Number(text, ref at);
            end = low + Number(text, ref at);
            pairs.Add((low, end));
        }

        return pairs;
    }

    private static Dictionary<int, int> DecodeFolds()
    {
        var next = new Dictionary<int, int>();
        for (var at = 0; at < UnicodeTables.CaseFolding.Length;)
        {
            var first = Number(UnicodeTables.CaseFolding, ref at);
            var count = Number(UnicodeTables.CaseFolding, ref at);
            var stride = Number(UnicodeTables.CaseFolding, ref at);
            var zigzag = Number(UnicodeTables.CaseFolding, ref at);
            var distance = (zigzag >> 1) ^ -(zigzag & 1);
            for (var member = first; count > 0; count--, member += stride)
            {
                next.Add(member, member + distance);
            }
        }

        return next;
    }

    private static int Number(string text, ref int at)
    {
        var (value, shift) = (0, 0);
        int digit;
        do
        {
            digit = Digit(text[at++]);
            value |= (digit & (MoreToCome - 1)) << shift;
            shift += DigitBits;
        }
        while (digit >= MoreToCome);

        return value;
    }

    private static int Digit(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
