using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RouteMetrics.EndToEnd.Tests.Policy;

/// <summary>A finding as the command line lists it.</summary>
internal sealed record ListedFinding(string Code, bool Denies, string Namespace, string Kind, string Name, string Path, string? Value, string Reason, string Fix)
{
    public static ListedFinding Of(JsonNode json) => new(
        (string)json["code"]!,
        (string)json["severity"]! == "deny",
        (string)json["object"]!["namespace"]!,
        (string)json["object"]!["kind"]!,
        (string)json["object"]!["name"]!,
        (string)json["path"]!,
        (string?)json["value"],
        (string)json["reason"]!,
        (string)json["fix"]!);
}

/// <summary>A finding as a client of the API server is told it, cut where a message or a warning has to be.</summary>
internal sealed partial record ToldFinding(string Code, string Path, string? Value, string Text)
{
    /// <summary>Those of a denial and of warnings, in the order in which they came.</summary>
    public static IReadOnlyList<ToldFinding> In(Ended kubectl) => [.. kubectl.Error.Split('\n').Select(static line => Line().Match(line)).Where(static match => match.Success).Select(Of)];

    /// <summary>Whether it is the finding that is listed so.</summary>
    public bool Is(ListedFinding listed) =>
        Code == listed.Code && Path == listed.Path && IsCutOf(Value ?? "", listed.Value ?? "") && IsCutOf(Text, $"{listed.Reason}; {listed.Fix}");

    private static ToldFinding Of(Match match) => new(
        match.Groups["code"].Value, match.Groups["path"].Value, match.Groups["value"].Success ? match.Groups["value"].Value : null, match.Groups["text"].Value);

    private static bool IsCutOf(string shown, string whole) => shown.EndsWith('…') ? whole.StartsWith(shown[..^1], StringComparison.Ordinal) : shown == whole;

    [GeneratedRegex("""(?:^Warning: |denied the request: |^)(?<code>RMW\d{3}) (?<path>[^ ]+): (?:"(?<value>.*?)": )?(?<text>.+); see docs/policy/\k<code>\.md$""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
