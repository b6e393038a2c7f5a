using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;
using RouteMetrics.Testing.Model;

namespace RouteMetrics.Controller.Tests.Sequences;

public sealed class RandomSequencesTests
{
    private const int Sequences = 60;

    private const int Steps = 120;

    /// <summary>A user makes a Gateway whose policy is there already, and no watch has told of it when the label goes that names it.</summary>
    private const int UnseenGateway = 122310188;

    [Fact]
    public async Task Whatever_happens_in_whatever_order_the_program_keeps_its_promises()
    {
        var model = new ModelServer();
        await using var server = await ScriptedServer.StartAsync(new TestAuthority(), ["127.0.0.1"], [], otherwise: model.AnswerAsync);
        using var api = new KubernetesApi(server.Connect(), new ApiLimits { Burst = 1_000_000, RequestsPerPeriod = 1_000_000 });
        var first = int.TryParse(Environment.GetEnvironmentVariable("ROUTE_METRICS_SEED"), out var given) ? given : Random.Shared.Next(1 << 30);
        var count = int.TryParse(Environment.GetEnvironmentVariable("ROUTE_METRICS_CASES"), out var cases) ? Math.Max(1, cases / 1000) : Sequences;
        var broken = new List<string>();
        foreach (var seed in Enumerable.Range(first, count).Prepend(UnseenGateway))
        {
            var run = new SequenceRun(model, api, seed, TestContext.Current.CancellationToken);
            await run.RunAsync(Steps);
            if (run.Broken.Count > 0)
            {
                broken.Add($"ROUTE_METRICS_SEED={seed}\n{string.Join('\n', run.Broken)}\n{string.Join('\n', run.Log.TakeLast(60))}");
            }
        }

        Assert.True(broken.Count == 0, string.Join("\n\n", broken));
    }
}
