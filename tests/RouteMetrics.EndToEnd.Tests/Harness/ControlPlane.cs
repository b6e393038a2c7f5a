using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>
/// etcd and kube-apiserver as <c>scripts/local-cluster</c> runs them, with the CRDs that the program works with. There are no nodes and no controllers:
/// what those would do, a test does itself where it matters.
/// </summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly string folder;
    private readonly string[] etcdCommand;
    private readonly string[] serverCommand;
    private ChildProcess? etcd;
    private ChildProcess? server;

    private ControlPlane(string folder)
    {
        this.folder = folder;
        etcdCommand = File.ReadAllLines(Path.Combine(folder, "etcd.run"));
        serverCommand = File.ReadAllLines(Path.Combine(folder, "kube-apiserver.run"));
        Server = new($"https://127.0.0.1:{ValueOf(serverCommand, "--secure-port")}");
        Kubectl = new(Kubeconfig, Path.Combine(folder, "kubectl-cache"));
        Api = new(Server, folder);
        Audit = new(ValueOf(serverCommand, "--audit-log-path"));
    }

    public Uri Server { get; }

    /// <summary>The CA of the API server (PEM).</summary>
    public string CaFile => Path.Combine(folder, "ca.crt");

    /// <summary>That of a cluster-admin.</summary>
    public string Kubeconfig => Path.Combine(folder, "kubeconfig");

    public Kubectl Kubectl { get; }

    public ApiClient Api { get; }

    public AuditLog Audit { get; }

    /// <summary>Of Kubernetes 1.x: what the server cannot do, and what it does otherwise, is decided by this and nowhere else.</summary>
    public int Minor { get; private set; }

    /// <summary>A cluster of its own, ready and with the CRDs; it takes seconds.</summary>
    public static async Task<ControlPlane> StartAsync()
    {
        var place = Directory.CreateTempSubdirectory("route-metrics-e2e-").FullName;
        var prepared = await ChildProcess.RunAsync(SourceTree.PathOf("scripts/local-cluster"), ["--prepare", place]);
        Assert.True(prepared.Exit == 0, $"scripts/local-cluster --prepare ended with {prepared.Exit}:\n{prepared.Error}");
        var cluster = new ControlPlane(place);
        try
        {
            cluster.etcd = await ChildProcess.StartAsync(cluster.etcdCommand[0], cluster.etcdCommand[1..]);
            await cluster.StartServerAsync();
            cluster.Minor = int.Parse(((string)(await cluster.Api.GetAsync("/version")).Object["gitVersion"]!).Split('.')[1]);
            foreach (var name in new[] { "default", "kube-system", "kube-public", "kube-node-lease" })
            {
                await cluster.NameAsync(name);
            }

            await Crds.InstallAsync(cluster);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Skips the test, with the reason, where the server is older than what it is about.</summary>
    public void Needs(int minor, string what) => Assert.SkipUnless(Minor >= minor, $"needs Kubernetes 1.{minor} ({what}); this is 1.{Minor}");

    /// <summary>Starts kube-apiserver, again if it was stopped, and waits until it is ready.</summary>
    public async Task StartServerAsync()
    {
        server = await ChildProcess.StartAsync(serverCommand[0], serverCommand[1..]);
        await Eventually.SucceedsAsync(async () =>
        {
            Assert.False(server.HasExited || etcd!.HasExited, string.Join('\n', [.. etcd!.ErrorLines, .. server.ErrorLines.TakeLast(20)]));
            Assert.Equal("ok", (string?)(await Api.GetAsync("/readyz")).Object["message"]);
        });
    }

    /// <summary>Kills kube-apiserver (its graceful stop waits for every watch), as the loss of its machine would.</summary>
    public async Task StopServerAsync()
    {
        await server!.DisposeAsync();
        server = null;
    }

    /// <summary>Gives a namespace the label that it has from the API server itself since Kubernetes 1.21, and that our selectors count on.</summary>
    public Task NameAsync(string @namespace) => Minor >= 21
        ? Task.CompletedTask
        : Eventually.SucceedsAsync(() => Kubectl.OutputAsync($"label --overwrite namespace {@namespace} kubernetes.io/metadata.name={@namespace}"));

    /// <summary>Makes etcd forget every older revision, so that lists and watches that go on from one get 410 Gone.</summary>
    public async Task CompactAsync()
    {
        var revision = await CallEtcdAsync("/v3/kv/range", new JsonObject { ["key"] = "AA==" });
        await CallEtcdAsync("/v3/kv/compaction", new JsonObject { ["revision"] = (string)revision["header"]!["revision"]!, ["physical"] = true });
    }

    /// <summary>
    /// Puts an object where the API server keeps it, below <c>/registry</c>, as it is: with its uid, its times and its managed fields, which
    /// nobody may choose who creates it.
    /// </summary>
    public Task StoreAsync(string place, JsonObject item) => CallEtcdAsync("/v3/kv/put", new JsonObject
    {
        ["key"] = Base64($"/registry/{place}"),
        ["value"] = Base64(item.ToJsonString()),
    });

    // etcd's JSON gateway: https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/
    private async Task<JsonNode> CallEtcdAsync(string path, JsonObject body)
    {
        using var client = new HttpClient { BaseAddress = new(ValueOf(etcdCommand, "--listen-client-urls")) };
        using var content = new StringContent(body.ToJsonString());
        using var response = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        foreach (var process in new[] { server, etcd })
        {
            await (process?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string ValueOf(string[] command, string option) => command.Single(argument => argument.StartsWith($"{option}=", StringComparison.Ordinal))[(option.Length + 1)..];
}
