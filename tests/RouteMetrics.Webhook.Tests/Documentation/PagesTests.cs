using System.Text.RegularExpressions;
using RouteMetrics.Webhook.Tests.Commands;

namespace RouteMetrics.Webhook.Tests.Documentation;

public sealed partial class PagesTests
{
    private const int LongestReadme = 120;
    private const int LongestDecision = 50;

    public static TheoryData<string> Pages => [.. DocumentPage.All, "certs/README.md", "deploy/EMERGENCY.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_a_file_and_to_a_heading_in_it(string page)
    {
        var file = DocumentPage.PathOf(page);
        var links = Link().Matches(DocumentPage.Read(page)).Select(static match => match.Groups["target"].Value);
        foreach (var link in links.Where(static target => !target.Contains("://", StringComparison.Ordinal)))
        {
            var (path, heading) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
            var target = path.Length == 0 ? file : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, path));
            Assert.True(Path.Exists(target), $"{page}: {link} leads nowhere");
            Assert.True(heading is null || HeadingsOf(target).Contains(heading), $"{page}: {link} leads to no heading");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_that_are_named_are_there(string page) => Assert.All(
        InlineCode().Matches(DocumentPage.Read(page)).Select(static match => match.Groups["path"].Value),
        path => Assert.True(Path.Exists(DocumentPage.PathOf(path)), $"{page}: {path} is not there"));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Commands_that_are_named_take_the_options_that_are_named(string page)
    {
        foreach (Match named in NamedCommand().Matches(DocumentPage.Read(page)))
        {
            var help = await CommandRun.OfAsync(named.Groups["command"].Value, "--help");
            Assert.True(help.Exit == 0, $"{page}: {named.Value}: there is no such command");
            Assert.All(
                Option().Matches(named.Groups["rest"].Value).Select(static option => option.Groups["name"].Value),
                option => Assert.Contains(option, Option().Matches(help.Out).Select(static known => known.Groups["name"].Value)));
        }
    }

    [Fact]
    public async Task The_table_of_commands_has_every_command()
    {
        var table = DocumentPage.Read("README.md").Split("\n## Commands\n")[1].Split("\n## ")[0];
        var help = (await CommandRun.OfAsync("--help")).Out.Split("Commands:\n")[1].Split("\n\n")[0];

        Assert.Equal(NamesIn(HelpRow().Matches(help)), NamesIn(TableRow().Matches(table)));
    }

    [Fact]
    public void The_readme_and_each_decision_are_short()
    {
        Assert.InRange(DocumentPage.Read("README.md").Count('\n'), 1, LongestReadme);
        Assert.All(
            DocumentPage.All.Where(static page => page.StartsWith("docs/decisions/", StringComparison.Ordinal)),
            static page => Assert.True(DocumentPage.Read(page).Count('\n') <= LongestDecision, page));
    }

    private static IEnumerable<string> NamesIn(MatchCollection rows) =>
        rows.Select(static row => row.Groups["name"].Value).Order(StringComparer.Ordinal);

    // As GitHub makes an anchor of a heading.
    private static IEnumerable<string> HeadingsOf(string file) => Heading().Matches(File.ReadAllText(file))
        .Select(static match => NotInAnchor().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(
        @"`(?<path>(certs|deploy|docs|samples|scripts|src|tests)/[\w./-]*\w)[` ]",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode();

    [GeneratedRegex(
        @"`(kubectl |\./)?route-metrics (?<command>[a-z]+)(?<rest>[^`\n]*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedCommand();

    [GeneratedRegex(@"(?<![\w-])(?<name>--?[a-zA-Z][\w-]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();

    [GeneratedRegex(@"^\| `(?<name>[a-z]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^  (?<name>[a-z]+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HelpRow();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w -]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInAnchor();
}
