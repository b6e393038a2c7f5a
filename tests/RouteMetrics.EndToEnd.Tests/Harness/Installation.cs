using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>What <c>kubectl apply -k</c> makes of a folder of <c>deploy/</c>, and the pods that its Deployment describes.</summary>
internal sealed class Installation : IAsyncDisposable
{
    public const string Namespace = "route-metrics";
    public const string Name = "route-metrics";

    private readonly ControlPlane cluster;
    private readonly ConcurrentQueue<Pod> pods = new();
    private readonly ServiceEndpoints endpoints;

    private Installation(ControlPlane cluster)
    {
        this.cluster = cluster;
        endpoints = new(cluster.Api, Namespace, Name, () => [.. pods]);
    }

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyList<Pod> Pods => [.. pods.Where(static pod => !pod.HasExited)];

    /// <summary>Applies it, as far as this API server serves the kinds, and starts no pod.</summary>
    public static async Task<Installation> ApplyAsync(ControlPlane cluster, string kustomization = "deploy")
    {
        var manifests = await cluster.Kubectl.OutputAsync($"kustomize {SourceTree.PathOf(kustomization)}");
        List<string> documents = [];
        foreach (var document in manifests.Split("\n---\n"))
        {
            if (await IsServedAsync(cluster.Api, FieldOf(document, "apiVersion"), FieldOf(document, "kind")))
            {
                documents.Add(document);
            }
        }

        await cluster.Kubectl.OutputAsync("apply -f -", string.Join("\n---\n", documents));
        await cluster.Kubectl.OutputAsync($"label --overwrite namespace {Namespace} kubernetes.io/metadata.name={Namespace}");
        return new(cluster);
    }

    /// <summary>Starts a pod of the Deployment, with further arguments.</summary>
    public async Task<Pod> StartPodAsync(params string[] more)
    {
        var deployment = (await cluster.Api.GetAsync($"/apis/apps/v1/namespaces/{Namespace}/deployments/{Name}")).Object;
        var name = $"{Name}-{Guid.NewGuid().ToString("n")[..5]}";
        var pod = await Pod.StartAsync(cluster.Api, Namespace, name, deployment["spec"]!["template"]!["spec"]!, more);
        pods.Enqueue(pod);
        return pod;
    }

    /// <summary>Waits until all pods that run and are not terminating, and no others, are behind the Service.</summary>
    public Task ReadyAsync() => Eventually.SucceedsAsync(() =>
    {
        var expected = Pods.Where(static pod => !pod.IsTerminating).ToList();
        Assert.True(expected.Select(static pod => pod.Name).SequenceEqual(endpoints.Ready), string.Join('\n', expected));
        return Task.CompletedTask;
    });

    /// <summary>Waits until the API server asks the webhook about namespaces; it learns of configurations, Services and Endpoints a little later than they are there.</summary>
    public Task AdmittingAsync() => Eventually.SucceedsAsync(async () =>
    {
        var created = await cluster.Api.PostAsync("/api/v1/namespaces?dryRun=All", JsonNode.Parse("""{"metadata": {"name": "admitting"}}""")!);
        Assert.True(created.Object["metadata"]!["labels"]?["istio.io/use-waypoint"] is not null, string.Join('\n', Pods));
    });

    public async ValueTask DisposeAsync()
    {
        await endpoints.DisposeAsync();
        foreach (var pod in pods)
        {
            await pod.DisposeAsync();
        }
    }

    private static async Task<bool> IsServedAsync(ApiClient api, string version, string kind)
    {
        var answer = await api.GetAsync(version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}");
        return answer.IsSuccess && answer.Body["resources"]!.AsArray().Any(resource => (string?)resource!["kind"] == kind);
    }

    // kustomize writes block style, sorted by key, without comments.
    private static string FieldOf(string document, string field)
    {
        var prefix = $"{field}: ";
        return document.Split('\n').Single(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..];
    }
}
