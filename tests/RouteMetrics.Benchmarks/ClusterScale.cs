using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Benchmarks;

/// <summary>What one replica costs in a cluster of many routes: scripts/measure-cluster starts the cluster and calls this.</summary>
internal sealed class ClusterScale(
    KubernetesApi api, string kubeconfig, string program, string configuration, int namespaces, int routesPerNamespace, TextWriter output)
{
    private const int Changes = 20;
    private const int Loaders = 8;
    private const int Services = 2; // of a namespace
    private const string Written = "\"event\":\"Written\"";

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    public static async Task<int> RunAsync(
        string kubeconfig, string program, string configuration, int namespaces, int routesPerNamespace, TextWriter output)
    {
        List<string> faults = [];
        if (ClusterConnection.FromKubeconfig(kubeconfig, null, faults) is not { } connection)
        {
            faults.ForEach(output.WriteLine);
            return 2;
        }

        // Not the client that is measured: as fast as the server takes it.
        using var api = new KubernetesApi(connection, new ApiLimits { RequestsPerPeriod = 100_000, Burst = 100_000 });
        return await new ClusterScale(api, kubeconfig, program, configuration, namespaces, routesPerNamespace, output).RunAsync();
    }

    private async Task<int> RunAsync()
    {
        await LoadAsync();
        Row($"{namespaces * routesPerNamespace:N0} HTTPRoutes in {namespaces:N0} namespaces", "", "");
        Row("|---", "---:", "---:|", separator: true);
        await FirstStartAsync();
        var writes = await RestartAsync();
        return writes == 0 ? 0 : 1;
    }

    private async Task FirstStartAsync()
    {
        await using var replica = Replica.Start(program, kubeconfig, configuration);
        await replica.LoggedAsync("CachesComplete", Limit);
        Row("first start, until everything was listed", $"{replica.Age.TotalSeconds:F1} s", replica.Memory);
        await replica.LoggedAsync("Reconciling", Limit);
        var writes = await SettledAsync(replica);
        Row($"until everything was applied ({writes} writes, at the client's 50 requests/s)", $"{replica.Age.TotalSeconds:F0} s", replica.Memory);
    }

    // The number of writes, once there was none for a while.
    private static async Task<int> SettledAsync(Replica replica)
    {
        while (true)
        {
            var writes = replica.Count(Written);
            await Task.Delay(Quiet);
            if (replica.Count(Written) == writes)
            {
                return writes;
            }
        }
    }

    // The number of writes, which should be none.
    private async Task<int> RestartAsync()
    {
        await using var replica = Replica.Start(program, kubeconfig, configuration);
        await replica.LoggedAsync("CachesComplete", Limit);
        Row("restart, until everything was listed", $"{replica.Age.TotalSeconds:F1} s", replica.Memory);
        await replica.LoggedAsync("Reconciling", Limit);
        await replica.LoggedAsync("Audited", Limit);
        Row("full audit", $"{replica.NumberOf("Audited", "milliseconds") / 1000.0:F1} s", replica.Memory);
        var before = replica.Processor;
        await Task.Delay(Idle);
        Row("CPU of the 30 s after that, in which every namespace is looked at once", Percent(replica.Processor - before), replica.Memory);
        before = replica.Processor;
        await Task.Delay(Idle);
        Row("CPU of the next 30 s, idle", Percent(replica.Processor - before), replica.Memory);
        var writes = replica.Count(Written);
        Row("writes after the restart, in which nothing has changed", $"{writes}", "");
        foreach (var line in replica.With(Written).Take(20))
        {
            await Console.Error.WriteLineAsync(line);
        }

        await ChangesAsync(replica);
        return writes;
    }

    private async Task ChangesAsync(Replica replica)
    {
        var times = new List<double>();
        var before = replica.Count(Written);
        for (var change = 0; change < Changes; change++)
        {
            times.Add(await ChangeAsync(change));
        }

        times.Sort();
        Row($"one route changed → its WasmPlugin changed: median of {Changes}", $"{times[Changes / 2]:F0} ms", replica.Memory);
        Row("the slowest of them", $"{times[^1]:F0} ms", "");
        Row("writes for one change", string.Create(CultureInfo.InvariantCulture, $"{(double)(replica.Count(Written) - before) / Changes:F1}"), "");
    }

    private async Task<double> ChangeAsync(int change)
    {
        var (ns, path) = (NamespaceName(change * namespaces / Changes), $"/changed-{change}");
        var start = Stopwatch.GetTimestamp();
        await api.PatchAsync(
            ResourceType.HttpRoutes, ns, "route-0",
            JsonPatch.OfAnyState().Replace("/spec/rules/0/matches/0/path/value", path), CancellationToken.None);
        while (Stopwatch.GetElapsedTime(start) < Limit)
        {
            var plugin = await api.GetAsync(ResourceType.WasmPlugins, ns, "service-0-wasmplugin", CancellationToken.None);
            if (plugin?["spec"]?.ToJsonString().Contains(path, StringComparison.Ordinal) == true)
            {
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            await Task.Delay(2);
        }

        throw new TimeoutException($"the change of {ns}/route-0 came to nothing");
    }

    private async Task LoadAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, namespaces), new ParallelOptions { MaxDegreeOfParallelism = Loaders }, async (number, cancellation) => await LoadAsync(NamespaceName(number), cancellation));
        await Console.Error.WriteLineAsync($"loaded in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
    }

    private async Task LoadAsync(string ns, CancellationToken cancellation)
    {
        await CreateAsync(ResourceType.Namespaces, null, $$$$"""{"metadata":{"name":"{{{{ns}}}}","labels":{"kubernetes.io/metadata.name":"{{{{ns}}}}","istio.io/dataplane-mode":"ambient","team":"t"}}}""", cancellation);
        for (var service = 0; service < Services; service++)
        {
            await CreateAsync(ResourceType.Services, ns, $$$"""{"metadata":{"name":"service-{{{service}}}"},"spec":{"selector":{"app":"a"},"ports":[{"port":80}]}}""", cancellation);
        }

        for (var route = 0; route < routesPerNamespace; route++)
        {
            await CreateAsync(
                ResourceType.HttpRoutes,
                ns,
                $$$"""
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"route-{{{route}}}"},"spec":{
                "parentRefs":[{"group":"","kind":"Service","name":"service-{{{route % Services}}}"}],
                "rules":[{"matches":[{"method":"GET","path":{"type":"Exact","value":"/items-{{{route}}}"}}],"backendRefs":[{"name":"service-{{{route % Services}}}","port":80}]},
                {"matches":[{"method":"POST","path":{"type":"PathPrefix","value":"/items-{{{route}}}"}}],"backendRefs":[{"name":"service-{{{route % Services}}}","port":80}]}]}}
                """,
                cancellation);
        }
    }

    // A second run in the same cluster finds what the first has left.
    private async Task CreateAsync(ResourceType type, string? ns, string json, CancellationToken cancellation)
    {
        try
        {
            await api.CreateAsync(type, ns, (JsonObject)JsonNode.Parse(json)!, cancellation);
        }
        catch (KubernetesApiException there) when (there.Status == HttpStatusCode.Conflict)
        {
            // It is there.
        }
    }

    private static string NamespaceName(int number) => $"scale-{number:D4}";

    private static string Percent(TimeSpan processor) => string.Create(CultureInfo.InvariantCulture, $"{processor / Idle * 100:F1} % of a core");

    private void Row(string what, string value, string memory, bool separator = false) =>
        output.WriteLine(separator ? $"{what}|{value}|{memory}" : $"| {what} | {value} | {memory} |");
}
