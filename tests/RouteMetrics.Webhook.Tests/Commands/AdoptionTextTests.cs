using RouteMetrics.Core.Adoption;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Files;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Commands;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>What <c>adopt --dry-run</c> prints of hand-written objects. <c>UPDATE_GOLDEN=1</c> writes it.</summary>
public sealed class AdoptionTextTests
{
    [Theory]
    [InlineData("equal", "samples/handwritten.yaml", false)]
    [InlineData("different", "tests/RouteMetrics.Webhook.Tests/Commands/Adopted/different.yaml", false)]
    [InlineData("kept", "tests/RouteMetrics.Webhook.Tests/Commands/Adopted/different.yaml", true)]
    [InlineData("nothing", "samples/podinfo.yaml", false)]
    public async Task A_hand_over_is_told_as_it_was(string name, string input, bool keepNames)
    {
        var documents = InputDocuments.Read([SourceTree.PathOf(input)], Stream.Null, InputKinds.Judged);
        Assert.Empty(documents.Errors);
        var adoption = NamespaceAdoption.Of("podinfo", documents.State, documents.IstioResources, RouteMetricsSettings.Default, keepNames);
        await IsAsync($"{name}.txt", AdoptionText.Write(adoption));
        await IsAsync($"{name}.json", AdoptionJson.Write(adoption));
    }

    private static async Task IsAsync(string file, string actual)
    {
        var expected = SourceTree.PathOf($"tests/RouteMetrics.Webhook.Tests/Commands/Adopted/{file}");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(expected, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(expected, TestContext.Current.CancellationToken), actual);
    }
}
