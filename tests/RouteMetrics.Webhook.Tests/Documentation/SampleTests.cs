using RouteMetrics.Testing;
using RouteMetrics.Webhook.Commands;
using RouteMetrics.Webhook.Tests.Commands;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>What the commands make of the samples. <c>UPDATE_GOLDEN=1</c> writes it; the difference is read in review.</summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "samples");

    private static readonly string Golden = DocumentPage.PathOf("tests/RouteMetrics.Webhook.Tests/Documentation/Samples");

    public static TheoryData<string> Samples => [.. Names];

    public static MatrixTheoryData<string, string> Runs => new(Names, ["render", "operations", "lint"]);

    private static IEnumerable<string> Names =>
        from file in Directory.EnumerateFiles(Folder, "*.yaml").Order(StringComparer.Ordinal)
        select Path.GetFileNameWithoutExtension(file);

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_sample_gives_what_it_gave(string sample, string command)
    {
        var run = await CommandRun.OfAsync(command, "-f", Path.Combine(Folder, $"{sample}.yaml"));
        var actual = $"exit {run.Exit}\n--- standard output\n{run.Out}--- standard error\n{run.Error}"
            .Replace(Folder, "samples", StringComparison.Ordinal);

        var expected = Path.Combine(Golden, $"{sample}.{command}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Golden);
            await File.WriteAllTextAsync(expected, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(expected, TestContext.Current.CancellationToken), actual);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_in_the_list_of_samples(string sample) =>
        Assert.Contains($"[{sample}.yaml]({sample}.yaml)", DocumentPage.Read("samples/README.md"), StringComparison.Ordinal);

    [Fact]
    public async Task The_demo_uses_the_sample_that_is_shown()
    {
        await using var embedded = typeof(Webhook.Commands.CommandStreams).Assembly.GetManifestResourceStream("podinfo.yaml");
        using var text = new StreamReader(embedded!);

        Assert.Equal(DocumentPage.Read("samples/podinfo.yaml"), await text.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
