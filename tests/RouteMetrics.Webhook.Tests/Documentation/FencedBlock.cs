using System.Text.RegularExpressions;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>
/// A block of code on a page: <c>sh</c> holds commands, <c>console</c> commands with what they print; <paramref name="Line"/> is that of
/// its first line.
/// </summary>
internal sealed partial record FencedBlock(string Language, string Body, int Line)
{
    private static readonly string[] Languages = ["sh", "console", "yaml", "text", "mermaid"];

    /// <summary>As it stands on the page.</summary>
    public string Fenced => $"```{Language}\n{Body}```";

    /// <summary>
    /// All blocks of a page. One that is fenced in another way, or has no language that is known, could hide a command and is refused.
    /// </summary>
    public static IReadOnlyList<FencedBlock> Of(string page)
    {
        FencedBlock[] blocks = [.. Fence().Matches(page).Select(match => Of(page, match.Groups["language"].Value, match.Groups["body"]))];
        Assert.Equal(2 * blocks.Length, AnyFence().Count(page));
        Assert.DoesNotMatch(@"\n\n {4,}\S", page);
        Assert.All(blocks, static block => Assert.Contains(block.Language, Languages));
        return blocks;
    }

    private static FencedBlock Of(string page, string language, Group body) =>
        new(language, body.Value, page.AsSpan(0, body.Index).Count('\n') + 1);

    [GeneratedRegex("^[ \t]*```", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyFence();

    [GeneratedRegex(
        "^```(?<language>[^\n`]*)\n(?<body>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fence();
}
