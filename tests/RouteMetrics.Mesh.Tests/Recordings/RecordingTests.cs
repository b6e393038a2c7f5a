using RouteMetrics.Mesh.Tests.Envoy;

namespace RouteMetrics.Mesh.Tests.Recordings;

/// <summary>The module in a real Envoy, on the chains that istiod made, with the conditions that this program renders.</summary>
public sealed class RecordingTests
{
    public static TheoryData<string> Files => [.. RecordedSet.Files is { Count: > 0 } files ? files : ["(no recordings)"]];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_module_decides_as_the_CEL_of_the_proxy_and_tells_no_lie_where_the_route_is_asked_for(string file)
    {
        Needs();
        var cancellation = TestContext.Current.CancellationToken;
        await using var served = await ServedRecordings.StartAsync(
            RecordedSet.ReadAll(file),
            [
                static set => RenderedPlugins.Of(set, new(), guard: false),
                static set => RenderedPlugins.DecidedByHost(RenderedPlugins.Of(set, new(), guard: false)),
                static set => RenderedPlugins.Of(set, new(), guard: true),
            ],
            cancellation);
        var (different, wrong, sent, guarded) = (new List<string>(), new List<string>(), 0, 0);
        await foreach (var (request, decisions) in served.SendAsync(cancellation))
        {
            sent++;
            if (decisions[0].Label != decisions[1].Label)
            {
                different.Add($"{request}: {decisions[0]}, CEL: {decisions[1]}");
            }

            if (decisions[2].Label is { } label)
            {
                guarded++;
                if (label != RenderedPlugins.LabelOf(request))
                {
                    wrong.Add($"{request}: {decisions[2]}");
                }
            }
        }

        Assert.Empty(different);
        Assert.Empty(wrong);
        Assert.InRange(guarded, sent / 2, sent);
        Assert.Equal(0, await served.Envoy.StatisticAsync("wasmcustom.wasm_filter.attributegen.type.config.error_count", cancellation));
    }

    private static void Needs()
    {
        Assert.SkipWhen(RunningEnvoy.Program is null, "ENVOY is not set: no real Envoy");
        Assert.SkipWhen(RecordedSet.Files.Count == 0, "there are no recordings: no ../shared/mesh");
    }
}
