using System.Net;
using System.Text.Json.Nodes;
using RouteMetrics.Mesh.Tests.Envoy;

namespace RouteMetrics.Mesh.Tests.Recordings;

/// <summary>
/// The chains of recorded sets in one Envoy, each of them several times: once for each way to configure the module. One VM has the plugins
/// of all of them.
/// </summary>
internal sealed class ServedRecordings : IAsyncDisposable
{
    private readonly IReadOnlyList<(RecordedRequest Request, IReadOnlyList<IPEndPoint> Addresses)> requests;

    private ServedRecordings(RunningEnvoy envoy, IReadOnlyList<(RecordedRequest, IReadOnlyList<IPEndPoint>)> requests) =>
        (Envoy, this.requests) = (envoy, requests);

    public RunningEnvoy Envoy { get; }

    /// <param name="ways">
    /// Each gives, for a set, the configurations of its plugins by target (<see cref="RenderedPlugins.KeyOf"/>), such as those of rendered
    /// WasmPlugins; a target without one has no plugin.
    /// </param>
    public static async Task<ServedRecordings> StartAsync(
        IEnumerable<RecordedSet> sets, IReadOnlyList<Func<RecordedSet, IReadOnlyDictionary<string, JsonObject>>> ways, CancellationToken cancellationToken)
    {
        var chains = new List<LabelledChain>();
        var sent = new List<(RecordedRequest, IReadOnlyList<IPEndPoint>)>();
        foreach (var set in sets)
        {
            var plugins = ways.Select(way => way(set)).ToList();
            foreach (var group in set.Requests.GroupBy(set.ChainOf).Where(static group => group.Key is not null))
            {
                var target = group.First();
                var key = RenderedPlugins.KeyOf(target.Kind, target.Namespace, target.Name);
                var served = plugins.Select((plugin, way) => Serve(group.Key!, plugin.GetValueOrDefault(key), chains.Count + way)).ToList();
                chains.AddRange(served);
                sent.AddRange(group.Select(request => (request, (IReadOnlyList<IPEndPoint>)[.. served.Select(static chain => chain.Address)])));
            }
        }

        return new(await RunningEnvoy.StartAsync(EnvoyConfiguration.Of(chains, RunningEnvoy.Module), cancellationToken), sent);
    }

    /// <summary>Sends every recorded request once for each way; the decisions are in the order of the ways.</summary>
    public async IAsyncEnumerable<(RecordedRequest Request, IReadOnlyList<Decision> Decisions)> SendAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (request, addresses) in requests)
        {
            var decisions = new List<Decision>();
            foreach (var address in addresses)
            {
                decisions.Add(await Envoy.SendAsync(address, new(request.Method, request.Host, request.Path, request.Headers), cancellationToken));
            }

            yield return (request, decisions);
        }
    }

    public ValueTask DisposeAsync() => Envoy.DisposeAsync();

    private static LabelledChain Serve(RecordedChain chain, JsonObject? plugin, int number) => new(
        new(RunningEnvoy.Loopback(number), chain.Port), chain.Name, chain.Options, chain.RouteOptions, chain.VirtualHosts,
        plugin is null ? [] : [plugin.ToJsonString()]);
}
