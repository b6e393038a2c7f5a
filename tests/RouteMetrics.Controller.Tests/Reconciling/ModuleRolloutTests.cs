using System.Net;
using System.Text.Json.Nodes;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Controller.Tests.Reconciling;

public sealed class ModuleRolloutTests
{
    private const string Own = "route-metrics";

    private const string Awaited =
        "Information a replica does not serve the module of this one yet; WasmPlugins keep the module they have, and new ones wait";

    private const string Unasked = "Warning which replicas serve the module cannot be asked; WasmPlugins take it without asking each";

    private static readonly string Path = BuiltinModule.Path;

    private readonly ManualTime time = new();
    private readonly LogLines log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_ready_replica_is_asked_for_the_module_at_its_own_address()
    {
        await using var server = await ScriptedServer.StartAsync(Slices(
            Slice(8080, Endpoint("10.0.0.1", true), Endpoint("10.0.0.2", false), Endpoint("10.0.0.3", null)), Slice(8081, Endpoint("fd00::4", true))));
        var replicas = new Replicas();

        Assert.True(await AskAsync(server, replicas));
        Assert.Equal(
            [$"HEAD http://10.0.0.1:8080{Path}", $"HEAD http://10.0.0.3:8080{Path}", $"HEAD http://[fd00::4]:8081{Path}"],
            replicas.Asked.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["GET /apis/discovery.k8s.io/v1/namespaces/route-metrics/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Droute-metrics&limit=500&watch=false"],
            server.Lines);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task One_replica_that_serves_another_version_is_enough_to_wait_and_is_told_once()
    {
        var slices = Slices(Slice(8080, Endpoint("10.0.0.1", true), Endpoint("10.0.0.2", true)));
        await using var server = await ScriptedServer.StartAsync(slices, slices, slices);
        var replicas = new Replicas { ["10.0.0.2"] = HttpStatusCode.ServiceUnavailable };
        using var api = server.Api();
        var rollout = Rollout(api, replicas);

        Assert.False(await rollout.IsServedAsync(Own, Cancellation));
        Assert.False(await rollout.IsServedAsync(Own, Cancellation));
        Assert.Equal(2, replicas.Asked.Count); // the answer holds for a while
        time.Advance(ModuleRollout.AskAgain);
        Assert.False(await rollout.IsServedAsync(Own, Cancellation));
        Assert.Equal(
            [Awaited], log.Lines);

        replicas["10.0.0.2"] = HttpStatusCode.OK;
        time.Advance(ModuleRollout.AskAgain);
        Assert.True(await rollout.IsServedAsync(Own, Cancellation));
        Assert.Equal("Information every ready replica serves the module; WasmPlugins take it", log.Lines[1]);
    }

    [Fact]
    public async Task A_replica_that_cannot_be_reached_is_waited_for()
    {
        await using var server = await ScriptedServer.StartAsync(Slices(Slice(8080, Endpoint("10.0.0.1", true))));
        Assert.False(await AskAsync(server, new Replicas { ["10.0.0.1"] = null }));
    }

    [Fact]
    public async Task Without_a_ready_endpoint_or_its_port_there_is_nobody_who_serves_it()
    {
        var otherPort = Slice(443, Endpoint("10.0.0.1", true));
        otherPort["ports"]![0]!["name"] = "https";
        foreach (var slices in new[] { Slices(), Slices(Slice(8080, Endpoint("10.0.0.1", false))), Slices(otherPort) })
        {
            await using var server = await ScriptedServer.StartAsync(slices);
            var replicas = new Replicas();
            Assert.False(await AskAsync(server, replicas));
            Assert.Empty(replicas.Asked);
        }
    }

    [Fact]
    public async Task On_a_cluster_without_EndpointSlices_nothing_waits()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Failure(404, "NotFound", "endpointslices"));
        var replicas = new Replicas();

        Assert.True(await AskAsync(server, replicas));
        Assert.Empty(replicas.Asked);
        Assert.Equal([Unasked], log.Lines);
    }

    /// <summary>Where the image was upgraded and nothing else, the Service has no port for the module.</summary>
    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(null)]
    public async Task Without_the_right_to_list_replicas_their_Service_is_asked(HttpStatusCode? answer)
    {
        var refusal = Answers.Failure(403, "Forbidden", "endpointslices");
        await using var server = await ScriptedServer.StartAsync(refusal, refusal);
        var replicas = new Replicas { ["route-metrics.route-metrics.svc"] = answer };
        using var api = server.Api();
        var rollout = Rollout(api, replicas);

        Assert.Equal(answer == HttpStatusCode.OK, await rollout.IsServedAsync(Own, Cancellation));
        time.Advance(ModuleRollout.AskAgain);
        Assert.Equal(answer == HttpStatusCode.OK, await rollout.IsServedAsync(Own, Cancellation));
        Assert.Equal(Enumerable.Repeat($"HEAD {BuiltinModule.UrlIn(Own)}", 2), replicas.Asked);
        Assert.Equal(answer == HttpStatusCode.OK ? [Unasked] : [Unasked, Awaited], log.Lines);
    }

    private ModuleRollout Rollout(KubernetesApi api, Replicas replicas) => new(api, new HttpMessageInvoker(replicas), time, log);

    private async Task<bool> AskAsync(ScriptedServer server, Replicas replicas)
    {
        using var api = server.Api();
        return await Rollout(api, replicas).IsServedAsync(Own, Cancellation);
    }

    private static Answer Slices(params JsonObject[] slices) => Answers.Json(new JsonObject
    {
        ["kind"] = "EndpointSliceList",
        ["apiVersion"] = "discovery.k8s.io/v1",
        ["metadata"] = new JsonObject { ["resourceVersion"] = "1" },
        ["items"] = new JsonArray([.. slices.Select(static slice => slice.DeepClone())]),
    }.ToJsonString());

    private static JsonObject Slice(int port, params JsonObject[] endpoints) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "route-metrics-abc" },
        ["addressType"] = "IPv4",
        ["endpoints"] = new JsonArray([.. endpoints]),
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "http-module", ["port"] = port }),
    };

    private static JsonObject Endpoint(string address, bool? isReady) => new()
    {
        ["addresses"] = new JsonArray(address),
        ["conditions"] = isReady is { } ready ? new JsonObject { ["ready"] = ready } : [],
    };

    /// <summary>The replicas by address: what each answers, nothing for one that is away, 200 for those that are not named.</summary>
    private sealed class Replicas : HttpMessageHandler
    {
        private readonly Dictionary<string, HttpStatusCode?> answers = [];

        public HttpStatusCode? this[string address]
        {
            set => answers[address] = value;
        }

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (answers)
            {
                Asked.Add($"{request.Method} {request.RequestUri}");
                return (answers.TryGetValue(request.RequestUri!.Host, out var answer) ? answer : HttpStatusCode.OK) is { } status
                    ? Task.FromResult(new HttpResponseMessage(status))
                    : throw new HttpRequestException("no route to host");
            }
        }
    }
}
