using System.Text.RegularExpressions;
using RouteMetrics.EndToEnd.Tests.Controller;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>
/// The matchConditions of <c>deploy/</c>: what the API server does not ask about, by its own count and by the reviews in the log of the only pod.
/// Each test ends with a request that is reviewed, so that what is not in the log before it never came.
/// </summary>
[Collection(nameof(BareCluster))]
public sealed partial class MatchConditionsTests(MatchConditionsTests.Installed installed) : IClassFixture<MatchConditionsTests.Installed>
{
    private const string Program = "system:serviceaccount:route-metrics:route-metrics";
    private const string Healthz = "{type: Exact, value: /healthz}";

    private ControlPlane Cluster => installed.Cluster;

    private Kubectl Kubectl => installed.Cluster.Kubectl;

    [Fact]
    public async Task A_route_is_reviewed_when_its_spec_or_an_annotation_changes_and_not_when_its_labels_or_its_status_do()
    {
        await installed.NeededAsync();
        await Kubectl.OutputAsync("create namespace judged");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("judged", Healthz));
        var before = await ExclusionsAsync("httproutes");
        await Kubectl.OutputAsync("label httproute podinfo -n judged team=a");
        await Kubectl.OutputAsync("""patch httproute podinfo -n judged --subresource=status --type=merge -p {"status":{"parents":[]}}""");
        await Kubectl.OutputAsync("""patch httproute podinfo -n judged --type=merge -p {"metadata":{"finalizers":["example.com/wait"]}}""");
        Assert.Equal(before + (2 * 2), await ExclusionsAsync("httproutes"));

        await Kubectl.OutputAsync("""patch httproute podinfo -n judged --type=merge -p {"spec":{"rules":[{"matches":[{"path":{"type":"Exact","value":"/livez"}}]}]}}""");
        await Kubectl.OutputAsync("annotate httproute podinfo -n judged a=b");
        await ReviewedAsync(
            "judged/podinfo", "MutateHttpRoutes Create", "ValidateHttpRoutes Create", "MutateHttpRoutes Update", "ValidateHttpRoutes Update",
            "MutateHttpRoutes Update", "ValidateHttpRoutes Update");
    }

    [Fact]
    public async Task A_namespace_is_reviewed_when_somebody_else_than_the_program_changes_its_labels()
    {
        await installed.NeededAsync();
        await Kubectl.OutputAsync("create namespace labelled");
        await Cluster.SettledAsync(); // the program has labelled it, too
        var before = await ExclusionsAsync("namespaces");
        await Kubectl.OutputAsync("annotate namespace labelled a=b");
        await Kubectl.OutputAsync($"label namespace labelled istio.io/use-waypoint- --dry-run=server --as={Program}");
        Assert.Equal(before + 2, await ExclusionsAsync("namespaces"));

        await Kubectl.OutputAsync("label namespace labelled more=b");
        await Kubectl.OutputAsync("delete namespace labelled --wait=false");
        await ReviewedAsync("labelled", "MutateNamespaces Create", "MutateNamespaces Update", "MutateNamespaces Delete");
    }

    [Fact]
    public async Task A_plugin_is_reviewed_when_its_spec_changes_and_it_is_not_the_programs_own()
    {
        await installed.NeededAsync();
        await Kubectl.OutputAsync("create namespace plugins");
        var before = await ExclusionsAsync("expressions");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("plugins", Healthz));
        await Cluster.HasAsync("plugins", Controller.Cluster.PodinfoIn("plugins"));
        Assert.Equal(before + 2, await ExclusionsAsync("expressions"));

        await Kubectl.OutputAsync("create -f -", Manifest.WasmPlugin("plugins", "true"));
        await Kubectl.OutputAsync("label wasmplugin by-hand -n plugins team=a");
        Assert.Equal(before + 3, await ExclusionsAsync("expressions"));
        var replaced = await Kubectl.RunAsync("replace -f -", Manifest.WasmPlugin("plugins", "nope("));
        Assert.Contains("denied the request: RMW101", replaced.Error, StringComparison.Ordinal);
        await ReviewedAsync("plugins/by-hand", "ValidateExpressions Create", "ValidateExpressions Update");
        Assert.DoesNotContain(installed.Pod.Logged("ReviewDecided"), static line => (string?)line["username"] == Program);
    }

    [Fact]
    public async Task The_glass_is_broken_by_the_annotation_and_the_right_together()
    {
        await installed.NeededAsync();
        await Kubectl.OutputAsync("create namespace glass");
        await Kubectl.OutputAsync("create clusterrole routes --verb=create --resource=httproutes.gateway.networking.k8s.io");
        await Kubectl.OutputAsync("create clusterrolebinding routes --clusterrole=routes --user=ann --user=joe");
        await Kubectl.OutputAsync("create clusterrolebinding glass --clusterrole=route-metrics-break-glass --user=ann");
        var judged = Manifest.Route("glass", "{type: RegularExpression, value: '/items/(?!new)'}");
        var unjudged = judged.Replace("namespace: glass}", "namespace: glass, annotations: {routemetrics.io/break-glass: INC-42}}", StringComparison.Ordinal);

        // The API server learns of rights a little later than they are there.
        await Eventually.SucceedsAsync(() => Kubectl.OutputAsync("create --dry-run=server -f - --as=ann", unjudged));
        await Eventually.SucceedsAsync(() => DeniedAsync("joe", unjudged));
        await DeniedAsync("ann", judged);
        await DeniedAsync("local-admin --as-group=system:masters", judged);

        await Kubectl.OutputAsync("create -f - --as=ann", unjudged.Replace("name: podinfo,", "name: broken,", StringComparison.Ordinal));
        var mended = await Kubectl.RunAsync("annotate httproute broken -n glass routemetrics.io/break-glass-");
        Assert.Contains("denied the request: RMW001", mended.Error, StringComparison.Ordinal);
        await ReviewedAsync("glass/broken", "MutateHttpRoutes Create", "MutateHttpRoutes Update", "ValidateHttpRoutes Update");
    }

    [Fact]
    public async Task No_condition_fails()
    {
        await installed.NeededAsync();
        Assert.Equal(0, await SumAsync("apiserver_admission_match_condition_evaluation_errors_total", ""));
    }

    private async Task DeniedAsync(string user, string route) => Assert.Contains(
        "admission webhook \"httproutes.validate.routemetrics.io\" denied the request: RMW001",
        (await Kubectl.RunAsync($"create --dry-run=server -f - --as={user}", route)).Error,
        StringComparison.Ordinal);

    private Task ReviewedAsync(string key, params string[] expected) => Eventually.SucceedsAsync(() =>
    {
        Assert.Equal(expected, installed.Reviews(key));
        return Task.CompletedTask;
    });

    // How many times a condition of a webhook about these kept the API server from asking.
    private Task<int> ExclusionsAsync(string about) => SumAsync("apiserver_admission_match_condition_exclusions_total", about);

    private async Task<int> SumAsync(string metric, string about)
    {
        var metrics = (string)(await Cluster.Api.GetAsync("/metrics")).Object["message"]!;
        return metrics.Split('\n').Select(static line => Sample().Match(line))
            .Where(match => match.Success && match.Groups["metric"].Value == metric)
            .Where(match => match.Groups["labels"].Value.Contains($"name=\"{about}", StringComparison.Ordinal))
            .Sum(static match => int.Parse(match.Groups["value"].Value));
    }

    [GeneratedRegex(@"^(?<metric>\w+)\{(?<labels>.*)\} (?<value>\d+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sample();

    /// <summary>One pod, installed by the first test that needs it.</summary>
    public sealed class Installed(BareCluster bare) : IAsyncLifetime
    {
        private Installation? installation;

        internal ControlPlane Cluster => bare.ControlPlane;

        internal Pod Pod => Assert.Single(installation!.Pods);

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            if (installation is not null)
            {
                await Cluster.Kubectl.OutputAsync("delete mutatingwebhookconfigurations,validatingwebhookconfigurations route-metrics");
                await installation.DisposeAsync();
                await Cluster.Kubectl.OutputAsync($"delete --ignore-not-found secret route-metrics-tls-self-managed -n {Installation.Namespace}");
            }
        }

        /// <summary><c>path operation</c> of each review of an object, in order.</summary>
        internal IReadOnlyList<string> Reviews(string key) =>
            [.. Pod.Logged("ReviewDecided").Where(line => (string?)line["key"] == key).Select(static line => $"{line["path"]} {line["operation"]}")];

        internal async Task NeededAsync()
        {
            Cluster.Needs(30, "matchConditions");
            if (installation is null)
            {
                installation = await Installation.ApplyAsync(Cluster);
                await installation.StartPodAsync();
                await installation.ReadyAsync();
                await installation.AdmittingAsync();
                await Cluster.SettledAsync();
            }
        }
    }
}
