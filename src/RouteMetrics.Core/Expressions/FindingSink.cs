using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Expressions;

/// <summary>
/// Takes the findings about one object. Of each code no more than a client will ever be shown: an object of megabytes can be wrong in each
/// line, and all findings of one code have one severity, so that none is hidden that would deny.
/// </summary>
internal sealed class FindingSink(ObjectRef about, FindingList findings)
{
    private const int MostOfOneCode = 100;

    /// <summary>Longer only where it quotes what nobody has written by hand.</summary>
    private const int LongestText = 1024;

    private readonly Dictionary<FindingCode, int> counts = [];

    /// <summary>Whether no more of this code are kept, so that none need be made.</summary>
    public bool IsFull(FindingCode code) => counts.GetValueOrDefault(code) >= MostOfOneCode;

    public void Add(FindingCode code, string path, string? value, string reason, string fix)
    {
        if (!IsFull(code))
        {
            counts[code] = counts.GetValueOrDefault(code) + 1;
            findings.Add(code, about, path, value, Bounded(reason), Bounded(fix));
        }
    }

    private static string Bounded(string text) => text.Length <= LongestText ? text : $"{text.AsSpan(0, LongestText)}…";
}
