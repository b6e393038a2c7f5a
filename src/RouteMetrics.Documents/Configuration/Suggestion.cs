using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Configuration;

/// <summary>What somebody may have meant by a word that is unknown.</summary>
internal static class Suggestion
{
    /// <summary>As <c>; did you mean x?</c>; empty if no known word is near.</summary>
    public static string For(string word, IEnumerable<string> known) =>
        NearWord.Of(word, known) is { } near ? $"; did you mean {near}?" : "";
}
