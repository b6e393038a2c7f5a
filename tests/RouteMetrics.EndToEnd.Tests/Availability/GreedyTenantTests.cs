using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using RouteMetrics.EndToEnd.Tests.Controller;

namespace RouteMetrics.EndToEnd.Tests.Availability;

/// <summary>One tenant takes what he can get, within the memory of deploy/; the others do not notice.</summary>
[Collection<Alone>]
public sealed class GreedyTenantTests : IAsyncLifetime
{
    /// <summary>Each 1.39 MB, nearly what etcd takes: 340 MB as UTF-16.</summary>
    private const int LargeRoutes = 120;

    /// <summary>Each just below what is measured, of expressions; more than a namespace has room for.</summary>
    private const int CostlyRoutes = 60;

    private const int CharactersOfValue = 4000;

    /// <summary>The API server gives a review two seconds.</summary>
    private static readonly TimeSpan ReviewTime = TimeSpan.FromSeconds(2);

    /// <summary>From a new route to its plugin, on two cores that an API server shares; a second of it is the queue's patience.</summary>
    private static readonly TimeSpan Progress = TimeSpan.FromSeconds(20);

    private ControlPlane cluster = null!;
    private Installation installation = null!;
    private long memoryLimit;

    public async ValueTask InitializeAsync()
    {
        cluster = await ControlPlane.StartAsync();
        installation = await Installation.ApplyAsync(cluster);
        memoryLimit = await LimitMemoryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (installation?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Many_large_routes_kill_no_replica_and_delay_nobody_also_when_it_starts_with_them()
    {
        await MakeAsync("large", LargeRoutes, static number => Route("large", $"r{number}", rules: 1, matches: 22, headers: 16, "Exact", new('x', CharactersOfValue)));
        var pod = await installation.StartPodAsync();
        await StandsAsync(pod, "first");

        await MakeAsync("costly", CostlyRoutes, static number => Route("costly", $"r{number}", rules: 1, matches: 4, headers: 7, "RegularExpression", Expression(number)));
        await StandsAsync(pod, "second");
        await Eventually.SucceedsAsync(async () => Assert.Contains(
            await cluster.EventsAsync("large"),
            static text => text.StartsWith("Warning PolicyWarning HTTPRoute/r0: RMW012 spec: ", StringComparison.Ordinal)));
        Assert.NotEmpty(pod.Logged("RouteLeftOut"));

        await pod.KillAsync();
        var next = await installation.StartPodAsync();
        await StandsAsync(next, "third");
    }

    [Fact]
    public async Task Names_that_collided_in_the_earlier_release_are_two_objects_and_no_quarrel()
    {
        await installation.StartPodAsync();
        await installation.ReadyAsync();
        var (one, other) = Colliding();
        await cluster.Kubectl.OutputAsync("create namespace collide");
        foreach (var service in new[] { one, other })
        {
            await cluster.Kubectl.OutputAsync("create -f -", Manifest.Route("collide", "{type: Exact, value: /x}")
                .Replace("name: podinfo,", $"name: r-{service[^5..]},", StringComparison.Ordinal)
                .Replace("podinfo-svc", service, StringComparison.Ordinal));
        }

        await Eventually.SucceedsAsync(async () => Assert.Equal(
            2, (await cluster.ObjectsAsync("collide")).Count(static item => item.StartsWith("WasmPlugin", StringComparison.Ordinal))));
        await cluster.SettledAsync();
        var before = cluster.Writes("collide").Length;
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.Equal(before, cluster.Writes("collide").Length);
        Assert.InRange(before, 3, 12);
    }

    [Fact]
    public async Task Whoever_changes_an_object_of_ours_back_has_it_written_less_and_less_often()
    {
        const int Seconds = 20;
        await installation.StartPodAsync();
        await installation.ReadyAsync();
        await cluster.Kubectl.OutputAsync("create namespace quarrel");
        await cluster.Kubectl.OutputAsync("create -f -", Manifest.Route("quarrel", "{type: Exact, value: /x}"));
        await cluster.HasAsync("quarrel", Cluster.PodinfoIn("quarrel"));

        var start = Stopwatch.GetTimestamp();
        for (var change = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds; change++)
        {
            _ = await cluster.Api.PatchAsync(
                "/apis/extensions.istio.io/v1alpha1/namespaces/quarrel/wasmplugins/podinfo-svc-wasmplugin",
                new JsonObject { ["spec"] = new JsonObject { ["phase"] = change % 2 == 0 ? "STATS" : "AUTHZ" } });
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // Created, changed at once, then after 1, 2, 4 and 8 seconds.
        Assert.InRange(cluster.Writes("quarrel").Count(static write => write.EndsWith("wasmplugins/podinfo-svc-wasmplugin", StringComparison.Ordinal)), 3, 6);
    }

    private async Task StandsAsync(Pod pod, string ns)
    {
        await installation.ReadyAsync();
        await installation.AdmittingAsync();

        // It has listed 170 MB, which takes the API server its time, too.
        var complete = await Eventually.SucceedsAsync(() => Task.FromResult(Assert.Single(pod.Logged("CachesComplete"))), TimeSpan.FromMinutes(3));
        using var stop = new CancellationTokenSource();
        var greed = TouchAsync(stop.Token);
        await cluster.Kubectl.OutputAsync($"create namespace {ns}");
        var start = Stopwatch.GetTimestamp();
        _ = (await cluster.Api.PostAsync(
            $"/apis/gateway.networking.k8s.io/v1/namespaces/{ns}/httproutes", Route(ns, "usual", rules: 1, matches: 1, headers: 1, "Exact", "x"))).Object;
        var made = await Eventually.SucceedsAsync(async () =>
        {
            _ = (await cluster.Api.GetAsync($"/apis/extensions.istio.io/v1alpha1/namespaces/{ns}/wasmplugins/podinfo-svc-wasmplugin")).Object;
            return Stopwatch.GetElapsedTime(start);
        });
        var slowest = await SlowestReviewAsync(ns);
        await stop.CancelAsync();
        await greed;

        var peak = PeakOf(pod);
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture, $"{ns}: caches complete after {complete["milliseconds"]} ms, made in {made.TotalSeconds:F1} s, slowest review {slowest.TotalMilliseconds:F0} ms, peak {peak >> 20} MiB of {memoryLimit >> 20}"));
        Assert.False(pod.HasExited, pod.ToString());
        Assert.InRange(made, TimeSpan.Zero, Progress);
        Assert.InRange(slowest, TimeSpan.Zero, ReviewTime);
        Assert.InRange(peak, 1, memoryLimit);
    }

    // Each change has the namespace looked at again.
    private async Task TouchAsync(CancellationToken stop)
    {
        for (var change = 0; !stop.IsCancellationRequested; change++)
        {
            foreach (var ns in new[] { "large", "costly" })
            {
                _ = await cluster.Api.PatchAsync(
                    $"/apis/gateway.networking.k8s.io/v1/namespaces/{ns}/httproutes/r0",
                    new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["touched"] = $"{change}" } } });
            }

            await Task.Delay(200, CancellationToken.None);
        }
    }

    private async Task<TimeSpan> SlowestReviewAsync(string ns)
    {
        var slowest = TimeSpan.Zero;
        for (var review = 0; review < 20; review++)
        {
            var small = Route(ns, $"small-{review}", rules: 1, matches: 1, headers: 1, "Exact", "x");
            var start = Stopwatch.GetTimestamp();
            var answer = (await cluster.Api.PostAsync($"/apis/gateway.networking.k8s.io/v1/namespaces/{ns}/httproutes?dryRun=All", small)).Object;
            var took = Stopwatch.GetElapsedTime(start);
            slowest = took > slowest ? took : slowest;
            Assert.NotNull(answer["metadata"]!["annotations"]?["routemetrics.io/operations"]);
        }

        return slowest;
    }

    private async Task MakeAsync(string ns, int count, Func<int, JsonObject> route)
    {
        // It may be older than the installation, and is measured all the same.
        await cluster.Kubectl.OutputAsync("create -f -", Manifest.Namespace(ns, "routemetrics.io/enabled: \"true\""));
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (number, _) =>
            (await cluster.Api.PostAsync($"/apis/gateway.networking.k8s.io/v1/namespaces/{ns}/httproutes", route(number))).Object.Clear());
    }

    private static JsonObject Route(string ns, string name, int rules, int matches, int headers, string type, string value) => new()
    {
        ["apiVersion"] = "gateway.networking.k8s.io/v1",
        ["kind"] = "HTTPRoute",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
        ["spec"] = new JsonObject
        {
            ["parentRefs"] = new JsonArray(new JsonObject { ["group"] = "", ["kind"] = "Service", ["name"] = "podinfo-svc" }),
            ["rules"] = new JsonArray([.. Enumerable.Range(0, rules).Select(_ => new JsonObject
            {
                ["matches"] = new JsonArray([.. Enumerable.Range(0, matches).Select(match => new JsonObject
                {
                    ["path"] = new JsonObject { ["type"] = "Exact", ["value"] = $"/{name}/{match}" },
                    ["headers"] = new JsonArray([.. Enumerable.Range(0, headers).Select(header => new JsonObject
                    {
                        ["name"] = $"h{header}", ["type"] = type, ["value"] = value,
                    })]),
                })]),
            })]),
        },
    };

    private static string Expression(int number) => string.Concat(Enumerable.Repeat("(x|y)?", (CharactersOfValue / 6) - 1)) + number.ToString(CultureInfo.InvariantCulture);

    // Two Services whose names were cut to one, with one hash of 32 bits: found in a second.
    private static (string One, string Other) Colliding()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var number = 0; ; number++)
        {
            var service = $"{new string('s', 55)}-{number:d6}";
            var name = Core.Namespaces.GeneratedName.EarlierFor("{owner}-wasmplugin", service)!;
            if (!seen.TryAdd(name, service))
            {
                return (seen[name], service);
            }
        }
    }

    // As a container with the limit of deploy/ has it: .NET takes the percentage of that, here it would be of the machine.
    private async Task<long> LimitMemoryAsync()
    {
        const string Deployment = "/apis/apps/v1/namespaces/route-metrics/deployments/route-metrics";
        var deployment = (await cluster.Api.GetAsync(Deployment)).Object;
        var container = deployment["spec"]!["template"]!["spec"]!["containers"]![0]!;
        var mebibytes = (string)container["resources"]!["limits"]!["memory"]!;
        Assert.EndsWith("Mi", mebibytes, StringComparison.Ordinal);
        var limit = long.Parse(mebibytes[..^2], CultureInfo.InvariantCulture) << 20;
        var percent = container["env"]!.AsArray().Single(static e => (string?)e!["name"] == "DOTNET_GCHeapHardLimitPercent")!["value"]!;
        var heap = limit * long.Parse((string)percent!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 100;
        container["env"]!.AsArray().Add(new JsonObject { ["name"] = "DOTNET_GCHeapHardLimit", ["value"] = heap.ToString("X", CultureInfo.InvariantCulture) });
        _ = (await cluster.Api.PutAsync(Deployment, deployment)).Object;
        return limit;
    }

    private static long PeakOf(Pod pod)
    {
        var line = File.ReadLines($"/proc/{pod.Id}/status").Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }
}
