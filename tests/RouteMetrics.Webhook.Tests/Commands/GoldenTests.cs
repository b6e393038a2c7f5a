using System.Text.RegularExpressions;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>
/// Each folder of Golden holds <c>arguments.txt</c>, one argument a line, and <c>expected.txt</c>: exit code, standard output, standard
/// error. <c>UPDATE_GOLDEN=1</c> writes what comes out; the difference is read in review.
/// </summary>
public sealed partial class GoldenTests
{
    public static TheoryData<string> Cases =>
        [
            .. Directory.EnumerateDirectories(SourceTree.Golden)
                .Select(static folder => Path.GetFileName(folder))
                .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_command_line_says_what_it_said(string name)
    {
        var folder = Path.Combine(SourceTree.Golden, name);
        var arguments = await File.ReadAllLinesAsync(Path.Combine(folder, "arguments.txt"), TestContext.Current.CancellationToken);
        var run = await CommandRun.OfAsync([.. arguments.Select(argument => Placed(argument, folder))]);
        var actual = Shown(run, folder);

        var expected = Path.Combine(folder, "expected.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(expected, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(expected, TestContext.Current.CancellationToken), actual);
    }

    private static string Placed(string argument, string folder) => argument
        .Replace("{case}", folder, StringComparison.Ordinal)
        .Replace("{samples}", SourceTree.Samples, StringComparison.Ordinal);

    private static string Shown(CommandRun run, string folder) => FreePort().Replace(
        $"exit {run.Exit}\n--- standard output\n{run.Out}--- standard error\n{run.Error}"
            .Replace(folder, "{case}", StringComparison.Ordinal)
            .Replace(SourceTree.Golden, "{golden}", StringComparison.Ordinal)
            .Replace(SourceTree.Samples, "{samples}", StringComparison.Ordinal)
            .Replace(PrintVersion.Version, "{version}", StringComparison.Ordinal),
        "https://127.0.0.1:{port}");

    [GeneratedRegex("https://127\\.0\\.0\\.1:[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex FreePort();
}
