using System.Diagnostics;
using System.Runtime.CompilerServices;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Tests.Host;

namespace RouteMetrics.Webhook.Tests.Commands.Terminals;

/// <summary>The program as a process whose output is a real terminal: that of script(1), which every Debian has.</summary>
public sealed class PseudoTerminalTests
{
    /// <summary>What .NET sends a terminal before the first output: its keys are to be those of an application (DECCKM, DECKPAM).</summary>
    private const string ByRuntime = "\u001b[?1h\u001b=";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "route-metrics.dll");

    private static readonly string Lint = $"dotnet '{Program}' lint -f '{Path.Combine(SourceTree.Golden, "policy.yaml")}'";

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public async Task On_a_terminal_it_is_coloured_grouped_and_as_wide_as_the_terminal(int width)
    {
        var shown = await OnTerminalAsync($"stty cols {width}; {Lint}");

        Assert.StartsWith("\u001b[91mdeny\u001b[0m \u001b[1mRMW001\u001b[0m ", shown, StringComparison.Ordinal);
        Assert.Equal(2, ShownText.Letters(shown).Split("mustbeanabsolutepath").Length);
        Assert.Contains("route-metricswhyRMW001", ShownText.Letters(shown), StringComparison.Ordinal);
        Assert.InRange(ShownText.WidthOf(shown), width * 3 / 4, width);
    }

    [Theory]
    [InlineData("NO_COLOR=1 ", "")]
    [InlineData("TERM=dumb ", "")]
    [InlineData("", " | cat")]
    public async Task Otherwise_it_is_what_a_pipe_gets(string before, string behind)
    {
        var run = await CommandRun.OfAsync("lint", "-f", Path.Combine(SourceTree.Golden, "policy.yaml"));

        Assert.Equal(run.Out, (await OnTerminalAsync($"stty cols 40; {before}{Lint}{behind}")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_server_does_without_the_library()
    {
        await using var program = await ServedProgram.StartAsync();

        Assert.True(program.HasLoaded("System.CommandLine"));
        Assert.False(program.HasLoaded("Spectre.Console"));
    }

    private static async Task<string> OnTerminalAsync(string command, [CallerMemberName] string name = "")
    {
        var start = new ProcessStartInfo("script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/bash";
        start.Environment.Remove("NO_COLOR");
        using var script = Process.Start(start)!;
        script.StandardInput.Close();
        var output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(output.Length > 0, name);
        return output.Replace(ByRuntime, "", StringComparison.Ordinal);
    }
}
