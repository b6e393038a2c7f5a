using System.Text.RegularExpressions;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>A block of code on a page: <c>sh</c> holds commands, <c>console</c> commands with what they print; <paramref name="Line"/> is that of its first line.</summary>
internal sealed partial record FencedBlock(string Language, string Body, int Line)
{
    private static readonly string[] Languages = ["sh", "console", "yaml", "text", "promql"];

    /// <summary>All blocks of a page. What is fenced in another way, or says nothing of its language, could hide a command and is refused.</summary>
    public static IReadOnlyList<FencedBlock> Of(string page)
    {
        FencedBlock[] blocks = [.. Fence().Matches(page).Select(match =>
            new FencedBlock(match.Groups["language"].Value, match.Groups["body"].Value, page.AsSpan(0, match.Groups["body"].Index).Count('\n') + 1))];
        Assert.Equal(page.Split('\n').Count(static line => line.TrimStart().StartsWith("```", StringComparison.Ordinal)), 2 * blocks.Length);
        Assert.DoesNotMatch(@"\n\n {4,}\S", page);
        Assert.All(blocks, static block => Assert.True(Languages.Contains(block.Language, StringComparer.Ordinal), $"line {block.Line}: the block has no known language: {block.Language}"));
        return blocks;
    }

    [GeneratedRegex("^```(?<language>[^\n`]*)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fence();
}
