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
        endpoints = new(cluster, Namespace, Name, () => [.. pods]);
    }

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyList<Pod> Pods => [.. pods.Where(static pod => !pod.HasExited)];

    /// <summary>Whether the Service has the port for wasm modules, as those of 0.1.0 had not.</summary>
    public bool HasModulePort
    {
        set => endpoints.HasModulePort = value;
    }

    /// <summary>Applies it, as far as this API server serves the kinds, and starts no pod.</summary>
    public static async Task<Installation> ApplyAsync(ControlPlane cluster, string kustomization = "deploy")
    {
        var built = await Kustomization.BuildAsync(cluster, kustomization);
        await cluster.Kubectl.OutputAsync("apply -f -", built);
        await cluster.NameAsync(Namespace);
        return new(cluster);
    }

    /// <summary>Starts a pod of the Deployment, with further arguments. <paramref name="server"/> is where it finds the API server, if not at its own address.</summary>
    public async Task<Pod> StartPodAsync(Uri? server = null, params string[] more)
    {
        var deployment = (await cluster.Api.GetAsync($"/apis/apps/v1/namespaces/{Namespace}/deployments/{Name}")).Object;
        var spec = deployment["spec"]!["template"]!["spec"]!;
        var name = $"{Name}-{Guid.NewGuid().ToString("n")[..5]}";
        var folder = Directory.CreateTempSubdirectory($"{name}-").FullName;
        var kubeconfig = await ServiceAccount.KubeconfigAsync(cluster, Namespace, (string)spec["serviceAccountName"]!, server ?? cluster.Server, folder);
        var places = await Volumes.MountAsync(cluster.Api, Namespace, spec, folder);
        var pod = await Pod.StartAsync(name, Namespace, spec["containers"]![0]!, places, folder, ["--kubeconfig", kubeconfig, .. more]);
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

    /// <summary>The pod that holds the Lease.</summary>
    public Task<Pod> LeaderAsync() => Eventually.SucceedsAsync(async () =>
    {
        var lease = (await cluster.Api.GetAsync($"/apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases/{Name}")).Object;
        return Pods.Single(pod => pod.Name == (string?)lease["spec"]!["holderIdentity"]);
    });

    /// <summary>Makes every webhook refuse what it cannot be asked about.</summary>
    public async Task FailClosedAsync()
    {
        foreach (var kind in new[] { "mutatingwebhookconfigurations", "validatingwebhookconfigurations" })
        {
            var path = $"/apis/admissionregistration.k8s.io/v1/{kind}/{Name}";
            var configuration = (await cluster.Api.GetAsync(path)).Object;
            foreach (var webhook in configuration["webhooks"]!.AsArray())
            {
                webhook!["failurePolicy"] = "Fail";
            }

            _ = (await cluster.Api.PutAsync(path, configuration)).Object;
        }
    }

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
}
