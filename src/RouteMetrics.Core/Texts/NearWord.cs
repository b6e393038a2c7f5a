namespace RouteMetrics.Core.Texts;

/// <summary>The known word that a misspelled one probably means.</summary>
public static class NearWord
{
    /// <summary>No known word is longer, so that a longer one is near none.</summary>
    private const int Longest = 64;

    /// <summary>The nearest of the known words; null if none is near.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        var nearest = word.Length > Longest ? null : known.MinBy(candidate => Distance(word, candidate));
        return nearest is not null && Distance(word, nearest) <= Math.Max(2, nearest.Length / 3) ? nearest : null;
    }

    // Levenshtein's, case not counted: one row of the table at a time.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        foreach (var (i, left) in from.Index())
        {
            var diagonal = row[0];
            row[0] = i + 1;
            foreach (var (j, right) in to.Index())
            {
                var cost = char.ToLowerInvariant(left) == char.ToLowerInvariant(right) ? 0 : 1;
                (diagonal, row[j + 1]) = (row[j + 1], Math.Min(diagonal + cost, Math.Min(row[j], row[j + 1]) + 1));
            }
        }

        return row[^1];
    }
}
