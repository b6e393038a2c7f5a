using System.Text.RegularExpressions;
using RouteMetrics.Webhook.Tests.Commands;

namespace RouteMetrics.Webhook.Tests.Documentation;

public sealed partial class PagesTests
{
    private const int LongestReadme = 120;
    private const int LongestDecision = 40;

    public static TheoryData<string> Pages => [.. DocumentPage.All, "certs/README.md", "deploy/EMERGENCY.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_a_file_and_to_a_heading_in_it(string page)
    {
        foreach (var link in Link().Matches(DocumentPage.Read(page)).Select(static match => match.Groups["target"].Value).Where(static target => !target.Contains("://", StringComparison.Ordinal)))
        {
            var parts = link.Split('#');
            var target = parts[0].Length == 0 ? DocumentPage.PathOf(page) : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(DocumentPage.PathOf(page))!, parts[0]));
            Assert.True(Path.Exists(target), $"{page}: {link} leads nowhere");
            Assert.True(parts.Length == 1 || HeadingsOf(target).Contains(parts[1], StringComparer.Ordinal), $"{page}: {link} leads to no heading");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_that_are_named_are_there(string page) => Assert.All(
        InlineCode().Matches(DocumentPage.Read(page)).Select(static match => match.Groups["path"].Value).Where(static path => path.Length > 0),
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
                option => Assert.True(Regex.IsMatch(help.Out, $@"(?<![\w-]){option}(?![\w-])", RegexOptions.None, TimeSpan.FromSeconds(1)), $"{page}: {named.Value}: there is no option {option}"));
        }
    }

    [Fact]
    public async Task The_table_of_commands_has_every_command()
    {
        var table = TableRow().Matches(DocumentPage.Read("README.md").Split("\n## Commands\n")[1].Split("\n## ")[0]).Select(static row => row.Groups["name"].Value);
        var help = (await CommandRun.OfAsync("--help")).Out.Split("Commands:\n")[1].Split("\n\n")[0];

        Assert.Equal(HelpRow().Matches(help).Select(static row => row.Groups["name"].Value).Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_readme_and_each_decision_are_short()
    {
        Assert.InRange(DocumentPage.Read("README.md").Count('\n'), 1, LongestReadme);
        Assert.All(
            DocumentPage.All.Where(static page => page.StartsWith("docs/decisions/", StringComparison.Ordinal)),
            static page => Assert.True(DocumentPage.Read(page).Count('\n') <= LongestDecision, page));
    }

    // As GitHub makes an anchor of a heading.
    private static IEnumerable<string> HeadingsOf(string file) => Heading().Matches(File.ReadAllText(file))
        .Select(static match => NotInAnchor().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(certs|deploy|docs|samples|scripts|src|tests)/[\w./-]*\w)[` ]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"`(kubectl |\./)?route-metrics (?<command>[a-z]+)(?<rest>[^`\n]*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedCommand();

    [GeneratedRegex(@"(^|[\s\[])(?<name>--?[a-zA-Z][\w-]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
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
