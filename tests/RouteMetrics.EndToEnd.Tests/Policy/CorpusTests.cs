using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Policy;

/// <summary>
/// The examples of <c>docs/policy</c>, each with its finding and each mended: what the webhook says of them to <c>kubectl</c>, what <c>lint</c> says of the files
/// and <c>audit</c> of the cluster is the same. What the CRDs' own CEL rules say as well, which Kubernetes evaluates since 1.25,
/// may be refused before.
/// </summary>
[Collection<OneInstallation>]
public sealed class CorpusTests(InstalledCluster cluster)
{
    private static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = 4 };

    private static readonly string Program = SourceTree.Program;

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task Webhook_lint_and_audit_find_the_same_in_the_whole_corpus()
    {
        var corpus = PolicyExample.All("warn", "enforce");
        var namespaces = string.Join("\n---\n", corpus.Select(static example => example.NamespaceYaml));
        await Kubectl.OutputAsync("create -f -", namespaces);
        var listed = await ListAsync(["lint", "-f", "-"], $"{namespaces}\n{string.Concat(corpus.Select(static example => example.Yaml))}");
        Assert.All(corpus, example => Assert.NotEqual(example.IsFix, listed[example.Namespace].Any(finding => finding.Code == example.Code)));

        // Their namespaces are their own, so that most of the time is one of waiting.
        var isWhole = new ConcurrentDictionary<PolicyExample, bool>();
        await Parallel.ForEachAsync(
            corpus, Parallelism, async (example, _) => isWhole[example] = await ApplyAsync(example, listed[example.Namespace]));

        // What is denied is in no cluster: those of mode enforce are not whole.
        var audited = await ListAsync(["audit", "--kubeconfig", cluster.ControlPlane.Kubeconfig]);
        Assert.All(
            corpus.Where(example => example.Mode == "warn" && isWhole[example]), example => Assert.Equal(listed[example.Namespace], audited[example.Namespace]));
    }

    private static async Task<ILookup<string, ListedFinding>> ListAsync(string[] command, string input = "")
    {
        var ended = await ChildProcess.RunAsync(Program, [.. command, "-o", "json"], input);
        Assert.True(ended.Exit is 0 or 1, ended.Error);

        // An audit says as well which configuration judged.
        var answer = JsonNode.Parse(ended.Out)!;
        return (answer as JsonArray ?? answer["findings"]!.AsArray()).Select(static finding => ListedFinding.Of(finding!)).ToLookup(static finding => finding.Namespace);
    }

    // Whether all of it is in the cluster.
    private async Task<bool> ApplyAsync(PolicyExample example, IEnumerable<ListedFinding> listed)
    {
        var isWhole = true;
        foreach (var item in example.Objects)
        {
            // The most severe come first.
            ListedFinding[] expected = [.. listed.Where(finding => finding.Kind == item.Kind && finding.Name == item.Name).OrderByDescending(static finding => finding.Denies)];
            var isDenied = example.Mode == "enforce" && expected.Any(static finding => finding.Denies);
            // The webhook learns of namespaces and of other routes a little later than they are there.
            isDenied |= await Eventually.SucceedsAsync(
                async () => IsRefusedBefore(expected, isDenied, await Kubectl.RunAsync("apply --validate=false --dry-run=server -f -", item.Yaml)));
            isWhole &= !isDenied;
            if (!isDenied)
            {
                await Kubectl.OutputAsync("apply --validate=false -f -", item.Yaml);
            }

            if (item != example.Objects[^1])
            {
                await NextSecondAsync();
            }
        }

        return isWhole;
    }

    // Else the webhook has told what was expected.
    private static bool IsRefusedBefore(ListedFinding[] expected, bool isDenied, Ended answer)
    {
        if (answer.Error.Contains(" is invalid: ", StringComparison.Ordinal))
        {
            Assert.Contains(expected, static finding => finding.Code is "RMW012" or "RMW120");
            return true;
        }

        var told = ToldFinding.In(answer);
        Assert.True(
            told.Count == expected.Length && told.Zip(expected).All(static pair => pair.First.Is(pair.Second)),
            $"expected {string.Join('\n', expected.Select(static finding => finding.ToString()))}\nbut: {answer.Error}");
        Assert.Equal(isDenied ? 1 : 0, answer.Exit);
        return false;
    }

    // Of two routes the older one goes first, and the API server writes down no more than the second in which they were created.
    private static Task NextSecondAsync()
    {
        var second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Eventually.SucceedsAsync(() =>
        {
            Assert.NotEqual(second, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            return Task.CompletedTask;
        });
    }
}
