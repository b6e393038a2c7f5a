using RouteMetrics.Core.Findings;

namespace RouteMetrics.Webhook.Tests.Commands.Completing;

/// <summary>What may stand where somebody types. <see cref="ShellTests"/> asks it from the shells.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("re", ":4", "render")]
    [InlineData("why RMW00", ":4", "RMW001", "RMW002", "RMW003", "RMW004", "RMW005", "RMW006", "RMW007", "RMW008", "RMW009")]
    [InlineData("why RMW001 ", ":4", "--help")]
    [InlineData("lint -o ", ":4", "github", "json", "sarif", "text", "wide")]
    [InlineData("lint --output=s", ":4", "--output=sarif")]
    [InlineData("lint --out", ":4", "--output")]
    [InlineData("lint -o json --out", ":4")]
    [InlineData("lint -f ", ":0")]
    [InlineData("lint -f a.yaml b", ":0")]
    [InlineData("lint -f a.yaml --fail", ":4", "--fail-on")]
    [InlineData("lint -f a.yaml -f b.yaml --filena", ":4", "--filename")]
    [InlineData("lint --config=conf", ":0")]
    [InlineData("lint --summary --fail-on ", ":4", "deny", "warn")]
    [InlineData("audit -n shop --fail-on d", ":4", "deny")]
    [InlineData("audit -n ", ":4")]
    [InlineData("completion ", ":4", "bash", "fish", "kubectl", "zsh")]
    [InlineData("doctor --reach", ":4")]
    [InlineData("nonsense --wrong lint -o ", ":4", "github", "json", "sarif", "text", "wide")]
    [InlineData("lint --nonsense=", ":4")]
    public async Task What_is_typed_is_completed(string line, string kind, params string[] words)
    {
        var run = await CommandRun.OfAsync(["__complete", .. line.Split(' ')]);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal([.. words, kind], run.Out.TrimEnd('\n').Split('\n').Select(static answer => answer.Split('\t')[0]));
    }

    [Fact]
    public async Task Each_command_but_hidden_ones_is_offered_with_what_it_does()
    {
        var run = await CommandRun.OfAsync("__complete", "");
        var help = await CommandRun.OfAsync("--help");

        var offered = run.Out.Split('\n')[..^2].Select(static line => line.Split('\t')).ToList();
        Assert.True(offered.Count >= 15);
        Assert.All(offered, command => Assert.Contains($"  {command[0]} ", help.Out, StringComparison.Ordinal));
        Assert.Contains(offered, static command => command is ["why", "Print the page of a finding: an example, why it matters, and its fix"]);
    }

    [Fact]
    public async Task A_code_is_offered_with_its_title() => Assert.Equal(
        $"RMW004\t{FindingDocumentation.TitleOf(FindingCode.RMW004)}\n:4\n", (await CommandRun.OfAsync("__complete", "why", "RMW004")).Out);

    [Fact]
    public async Task Without_a_word_the_commands_are_offered() =>
        Assert.Equal(await CommandRun.OfAsync("__complete", ""), await CommandRun.OfAsync("__complete"));

    [Fact]
    public async Task A_shell_that_has_no_script_is_refused() => Assert.Equal(
        new CommandRun(2, "", "error: there is no script for tcsh; there are bash, zsh, fish, kubectl\n"),
        await CommandRun.OfAsync("completion", "tcsh"));
}
