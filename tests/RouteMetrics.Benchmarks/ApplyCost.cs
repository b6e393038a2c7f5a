using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Benchmarks;

/// <summary>
/// What <c>kubectl apply</c> waits for: the creation of a 4 KB HTTPRoute with 10 matches at a real API server, as a dry run, with no webhook, with one that validates, and
/// with the mutating one before it. Prints Markdown, and adds to the JSON of <see cref="AdmissionCost"/>.
/// </summary>
internal sealed class ApplyCost(KubernetesApi api, string folder, TextWriter output)
{
    private const int Rounds = 3;
    private const int Calls = 200;
    private const string Namespace = "bench";

    /// <summary>API servers hear of a configuration by watching.</summary>
    private static readonly TimeSpan UntilHeard = TimeSpan.FromSeconds(3);

    private static readonly int[] ClientCounts = [1, 8];

    private enum Webhooks
    {
        None,
        Validating,
        MutatingAndValidating,
    }

    public static async Task<int> RunAsync(string kubeconfig, string folder, string json, string[] servers, TextWriter output)
    {
        List<string> faults = [];
        if (ClusterConnection.FromKubeconfig(kubeconfig, null, faults) is not { } connection)
        {
            faults.ForEach(output.WriteLine);
            return 2;
        }

        using var api = new KubernetesApi(connection, new ApiLimits { RequestsPerPeriod = 1_000_000, Burst = 1_000_000 });
        var rows = await new ApplyCost(api, folder, output).RunAsync(servers);
        var report = File.Exists(json) ? (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(json))! : [];
        report["apply"] = rows;
        await File.WriteAllTextAsync(json, report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        return 0;
    }

    private async Task<JsonArray> RunAsync(string[] servers)
    {
        try
        {
            await api.CreateAsync(
                ResourceType.Namespaces, null, (JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"{{{Namespace}}}"}}""")!, CancellationToken.None);
        }
        catch (KubernetesApiException there) when (there.Status == HttpStatusCode.Conflict)
        {
            // From a run before.
        }

        output.WriteLine("| create of an HTTPRoute, ms, median | no webhook | validating | mutating and validating |");
        output.WriteLine("|---|---:|---:|---:|");
        var rows = new JsonArray();
        foreach (var named in servers)
        {
            var name = named[..named.IndexOf('=')];
            using var server = await AdmissionServer.StartAsync(name, named[(named.IndexOf('=') + 1)..]);
            foreach (var clients in ClientCounts)
            {
                rows.Add(await RowAsync(server, clients));
            }
        }

        output.WriteLine();
        return rows;
    }

    private async Task<JsonObject> RowAsync(AdmissionServer server, int clients)
    {
        var times = Enum.GetValues<Webhooks>().ToDictionary(static webhooks => webhooks, static _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var webhooks in Enum.GetValues<Webhooks>())
            {
                await RegisterAsync(server, webhooks);
                times[webhooks].AddRange(await CreateAsync(clients));
            }
        }

        var medians = times.ToDictionary(static item => item.Key, static item => item.Value.Order().ElementAt(item.Value.Count / 2));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {server.Name}, {clients} at a time | {medians[Webhooks.None]:0.0} | {medians[Webhooks.Validating]:0.0} | {medians[Webhooks.MutatingAndValidating]:0.0} |"));
        return new()
        {
            ["server"] = server.Name,
            ["clients"] = clients,
            ["none"] = Math.Round(medians[Webhooks.None], 2),
            ["validating"] = Math.Round(medians[Webhooks.Validating], 2),
            ["mutatingAndValidating"] = Math.Round(medians[Webhooks.MutatingAndValidating], 2),
        };
    }

    private async Task<IEnumerable<double>> CreateAsync(int clients)
    {
        // The first one of each opens what the others use.
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => TryAsync()));
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            var own = new List<double>();
            for (var call = 0; call < Calls / clients; call++)
            {
                own.Add(await TryAsync());
            }

            return own;
        }));
        return times.SelectMany(static own => own);
    }

    private async Task<double> TryAsync()
    {
        var route = RouteJson.Route(Namespace, "cart", RouteJson.Service("cart"), 10, 1, 1, 100);
        var start = Stopwatch.GetTimestamp();
        await api.TryCreateAsync(ResourceType.HttpRoutes, Namespace, route, CancellationToken.None);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private async Task RegisterAsync(AdmissionServer server, Webhooks webhooks)
    {
        await RegisterAsync(ResourceType.MutatingWebhookConfigurations, "mutate", server, webhooks == Webhooks.MutatingAndValidating);
        await RegisterAsync(ResourceType.ValidatingWebhookConfigurations, "validate", server, webhooks != Webhooks.None);
        await Task.Delay(UntilHeard);
    }

    private async Task RegisterAsync(ResourceType type, string verb, AdmissionServer server, bool isWanted)
    {
        var authority = Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(folder, "ca.crt")));
        var entries = isWanted
            ? $$"""
              {"name":"bench.routemetrics.io","admissionReviewVersions":["v1"],"sideEffects":"None","failurePolicy":"Fail","timeoutSeconds":5,
              "clientConfig":{"url":"{{server.Address}}/{{verb}}/httproutes","caBundle":"{{authority}}"},
              "rules":[{"apiGroups":["gateway.networking.k8s.io"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["httproutes"]}]}
              """
            : "";
        var configuration = $$"""{"apiVersion":"{{type.ApiVersion}}","kind":"{{type.Kind}}","metadata":{"name":"bench-{{verb}}"},"webhooks":[{{entries}}]}""";
        await api.ApplyAsync(type, null, $"bench-{verb}", (JsonObject)JsonNode.Parse(configuration)!, force: true, CancellationToken.None);
    }
}
