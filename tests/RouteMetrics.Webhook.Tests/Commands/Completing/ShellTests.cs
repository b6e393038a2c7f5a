using System.Diagnostics;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Commands.Completing;

/// <summary>The scripts of <c>completion</c> in the shells that they are for, as far as they are installed; scripts/test installs them.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly TestFolder folder = new();

    public ShellTests()
    {
        var program = folder.Write(
            "route-metrics", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "route-metrics.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        folder.Write("a file.yaml", "");
        File.CreateSymbolicLink(folder.File("kubectl-route_metrics"), program);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("route-metrics wh", "why")]
    [InlineData("route-metrics why RMW01", "RMW010 RMW011 RMW012 RMW013 RMW014 RMW015 RMW016 RMW017")]
    [InlineData("route-metrics lint -o ", "github json sarif text wide")]
    [InlineData("route-metrics lint --output = s", "sarif")]
    [InlineData("route-metrics lint --output =", "github json sarif text wide")]
    [InlineData("route-metrics doctor --prometheus http : //localhost : 9090 -o ", "json text wide")]
    [InlineData("route-metrics lint -f ", "")]
    public async Task Bash_is_told_what_stands_behind_its_last_word(string words, string expected)
    {
        // bash gives the words as it takes them apart, at = and : too.
        var answer = await RunAsync("bash", $$"""
            source <(route-metrics completion bash)
            [[ $(complete -p route-metrics) == *"-F _route_metrics route-metrics" ]] || exit 1
            compopt() { echo "compopt $*" >&2; }
            IFS=' ' read -ra COMP_WORDS <<<'{{words}}'
            {{(words.EndsWith(' ') ? "COMP_WORDS+=('')" : "")}}
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _route_metrics route-metrics
            echo "${COMPREPLY[*]}"
            """);

        Assert.Equal((expected, expected.Length == 0 ? "compopt -o default" : ""), answer);
    }

    [Fact]
    public async Task Bash_completes_what_is_typed_at_a_terminal()
    {
        // Tabs are typed; what readline makes of the line is run.
        folder.Write("typed", "source <(route-metrics completion bash)\nroute-metrics wh\tRMW00\t4 >page\nroute-metrics lint -f a\t -o s\t >log\nexit\n");
        await RunAsync("bash", "script -qec 'bash --norc -i' /dev/null <typed >screen");

        Assert.StartsWith("# RMW004", await File.ReadAllTextAsync(folder.File("page"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("sarif-2.1.0", await File.ReadAllTextAsync(folder.File("log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fish_completes()
    {
        Assert.SkipUnless(IsInstalled("fish"), "fish is not installed");
        const string Source = "route-metrics completion fish | source\n";

        Assert.Equal(("why\tPrint the page of a finding: an example, why it matters, and its fix", ""), await RunAsync("fish", $"{Source}complete -C 'route-metrics wh'"));
        Assert.Equal(("github\njson\nsarif\ntext\nwide", ""), await RunAsync("fish", $"{Source}complete -C 'route-metrics lint -o ' | string trim"));
        Assert.Equal(("--output=sarif", ""), await RunAsync("fish", $"{Source}complete -C 'route-metrics lint --output=s' | string trim"));
        Assert.Contains("a file.yaml", (await RunAsync("fish", $"{Source}complete -C 'route-metrics lint -f a'")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zsh_completes_what_is_typed_at_a_terminal()
    {
        Assert.SkipUnless(IsInstalled("zsh"), "zsh is not installed");
        folder.Write("typed", "autoload -U compinit; compinit -u -D; source <(route-metrics completion zsh)\nroute-metrics wh\tRMW004 >page\nroute-metrics lint -f a\t -o s\t >log\nexit\n");
        await RunAsync("bash", "script -qec 'zsh -f -i' /dev/null <typed >screen");

        Assert.StartsWith("# RMW004", await File.ReadAllTextAsync(folder.File("page"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("sarif-2.1.0", await File.ReadAllTextAsync(folder.File("log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_is_answered_as_its_plugins_are() => Assert.Equal(
        ("json\t\ntable\t\nwide\t\n:4", ""),
        await RunAsync("sh", "route-metrics completion kubectl >kubectl_complete-route_metrics; sh kubectl_complete-route_metrics audit -o ''"));

    private static bool IsInstalled(string shell) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, shell)));

    private async Task<(string Out, string Error)> RunAsync(string shell, string commands)
    {
        var start = new ProcessStartInfo(shell, ["-c", commands])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["PATH"] = $"{folder.Path}:{start.Environment["PATH"]}";
        start.Environment["HOME"] = folder.Path;
        start.Environment["TERM"] = "xterm";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output.TrimEnd('\n'), (await error).TrimEnd('\n'));
    }
}
