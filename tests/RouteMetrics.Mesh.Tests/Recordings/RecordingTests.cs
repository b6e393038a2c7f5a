using RouteMetrics.Core.Settings;
using RouteMetrics.Mesh.Tests.Envoy;

namespace RouteMetrics.Mesh.Tests.Recordings;

/// <summary>The module in a real Envoy, on the chains that istiod made, with the conditions that this program renders.</summary>
public sealed class RecordingTests
{
    public static TheoryData<string> Files => [.. RecordedSet.Files is { Count: > 0 } files ? files : ["(no recordings)"]];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_label_is_the_route_that_Envoy_took_by_the_module_and_by_the_CEL_of_the_proxy(string file)
    {
        Needs();
        var cancellation = TestContext.Current.CancellationToken;
        var byRequest = new RouteMetricsSettings { Conditions = ConditionKind.Request };
        await using var served = await ServedRecordings.StartAsync(
            RecordedSet.ReadAll(file),
            [
                static set => RenderedPlugins.Of(set, new()),
                static set => RenderedPlugins.DecidedByHost(RenderedPlugins.Of(set, new())),
                set => RenderedPlugins.Of(set, byRequest),
            ],
            cancellation);
        var wrong = new List<string>();
        await foreach (var (request, decisions) in served.SendAsync(cancellation))
        {
            wrong.AddRange(decisions.Where(decision => decision.Label != RenderedPlugins.LabelOf(request)).Select(decision => $"{request}: {decision}"));
        }

        Assert.Empty(wrong);
        Assert.Equal(0, await served.Envoy.StatisticAsync("wasmcustom.wasm_filter.attributegen.type.config.error_count", cancellation));
    }

    private static void Needs()
    {
        Assert.SkipWhen(RunningEnvoy.Program is null, "ENVOY is not set: no real Envoy");
        Assert.SkipWhen(RecordedSet.Files.Count == 0, "there are no recordings: no ../shared/mesh");
    }
}
