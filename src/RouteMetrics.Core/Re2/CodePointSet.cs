namespace RouteMetrics.Core.Re2;

/// <summary>A set of code points (surrogates included, as in RE2) as sorted, disjoint, non-adjacent ranges.</summary>
internal sealed class CodePointSet
{
    public const int MaxCodePoint = 0x10FFFF;

    private CodePointSet(IReadOnlyList<(int Low, int High)> ranges) => Ranges = ranges;

    public IReadOnlyList<(int Low, int High)> Ranges { get; }

    public static CodePointSet Of(IEnumerable<(int Low, int High)> ranges)
    {
        var merged = new List<(int Low, int High)>();
        foreach (var range in ranges.Order())
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            }
            else
            {
                merged.Add(range);
            }
        }

        return new(merged);
    }

    public bool Contains(int codePoint) => Ranges.Any(range => range.Low <= codePoint && codePoint <= range.High);

    public CodePointSet Complement()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (low, high) in Ranges)
        {
            if (next < low)
            {
                gaps.Add((next, low - 1));
            }

            next = high + 1;
        }

        if (next <= MaxCodePoint)
        {
            gaps.Add((next, MaxCodePoint));
        }

        return new(gaps);
    }

    /// <summary>The set with every character that differs from one of its members in case only.</summary>
    public CodePointSet Fold() =>
        Of(Ranges.Concat(Ranges.SelectMany(range => UnicodeData.FoldedIn(range.Low, range.High))
            .SelectMany(UnicodeData.Orbit).Select(static variant => (variant, variant))));
}
