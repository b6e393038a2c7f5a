using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace RouteMetrics.Documents.Yaml;

/// <summary>
/// Ends the names of aliases before a colon where kubectl ends them. Its parser, of YAML 1.1, takes letters, digits, <c>_</c> and <c>-</c>
/// (sigs.k8s.io/yaml goyaml.v2 scannerc.go yaml_parser_scan_anchor), so that <c>{*app: x}</c> has an alias as its key. YamlDotNet's takes
/// the colon into the name, as YAML 1.2 says. With a space before the colon both agree.
/// </summary>
internal static partial class FlowAliases
{
    private const int MostTokensOfCharacter = 4;

    /// <summary>The text with a space after each such name. Lines keep their numbers, scalars and comments every character.</summary>
    public static string Ended(string text)
    {
        // Nearly all files have none, and the others few.
        var ends = Candidates().Matches(text);
        return ends.Count == 0 ? text : WithSpaces(text, [.. Genuine(text, ends)]);
    }

    /// <summary>Whether kubectl takes the name of an anchor.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    // What looks like an alias may be part of a scalar or a comment. In these a space changes no token, so that the tokens of the spaced
    // text tell which of them are aliases.
    private static IEnumerable<int> Genuine(string text, MatchCollection ends)
    {
        int[] after = [.. ends.Select(static end => end.Index + end.Length)];
        var starts = ends.Select(static (end, before) => (Start: (long)end.Index + before, After: end.Index + end.Length))
            .ToDictionary(static end => end.Start, static end => end.After);
        var scanner = new Scanner(new StringReader(WithSpaces(text, after)));

        // Each token but a few takes a character. Whatever else a broken text does to the scanner, this ends.
        for (var left = MostTokensOfCharacter * (text.Length + 1L); left > 0 && IsMoved(scanner); left--)
        {
            if (scanner.Current is AnchorAlias && starts.TryGetValue(scanner.Current.Start.Index, out var end))
            {
                yield return end;
            }
        }
    }

    // A fault of the text is found again by who reads it, and told then.
    private static bool IsMoved(Scanner scanner)
    {
        try
        {
            return scanner.MoveNext();
        }
        catch (Exception fault) when (fault is YamlException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static string WithSpaces(string text, int[] at)
    {
        var spaced = new System.Text.StringBuilder(text.Length + at.Length);
        var from = 0;
        foreach (var position in at)
        {
            spaced.Append(text, from, position - from).Append(' ');
            from = position;
        }

        return spaced.Append(text, from, text.Length - from).ToString();
    }

    [GeneratedRegex(@"\*[A-Za-z0-9_-]+(?=:[\s,}\]])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Candidates();

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
