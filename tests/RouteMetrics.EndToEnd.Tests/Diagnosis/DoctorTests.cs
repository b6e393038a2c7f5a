using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Diagnosis;

/// <summary>What <c>doctor</c> says of an installation in which everything is right, and of each of twelve things that are not.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    private static readonly byte[] Module = [0, 97, 115, 109, 1, 0, 0, 0];

    private ControlPlane cluster = null!;
    private Installation installation = null!;
    private PlayedServer played = null!;
    private TestFolder folder = null!;

    private Kubectl Kubectl => cluster.Kubectl;

    public async ValueTask InitializeAsync()
    {
        (folder, played) = (new(), new());
        cluster = await ControlPlane.StartAsync();
        installation = await Installation.ApplyAsync(cluster);
        await ApplyAsync(ConfigMap("route-metrics", "route-metrics", "route-metrics.yaml", Configuration(played.Address, Module)));
        await ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}\n");
        await ApplyAsync(ConfigMap("istio-system", "istio", "mesh", "defaultProviders: {metrics: [prometheus]}"));
        await installation.StartPodAsync();
        await installation.ReadyAsync();
        await installation.AdmittingAsync();
        await RegisterAsync(Assert.Single(installation.Pods));
        await ApplyAsync(Manifest.Namespace("podinfo"));
        await ApplyAsync(Manifest.Service("podinfo"));
        await ApplyAsync(Manifest.Route("podinfo", "{type: Exact, value: /healthz}"));
        await Eventually.SucceedsAsync(() => Kubectl.GetAsync("gateway podinfo-waypoint -n podinfo"));
        await ProgramAsync("""[{"type": "IPAddress", "value": "10.96.0.7"}]""");
    }

    public async ValueTask DisposeAsync()
    {
        await (installation?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
        played?.Dispose();
        folder?.Dispose();
    }

    [Fact]
    public async Task Everything_that_can_be_wrong_is_named_with_its_fix()
    {
        var healthy = await DoctorAsync("--wait", "60s");
        Assert.True(healthy.Exit == 0, $"{healthy.Out}{healthy.Error}");
        Assert.Contains("✓ podinfo: labels of podinfo-svc: 8 requests, 25 % without a name\n", healthy.Out, StringComparison.Ordinal);
        Assert.Contains("✓ podinfo: GET /healthz: seen, 6 requests\n", healthy.Out, StringComparison.Ordinal);
        Assert.EndsWith("0 of 15 are wrong\n", healthy.Out, StringComparison.Ordinal);

        await OfTheMeshAsync();
        await OfTheModuleAsync();
        await OfTheNamespaceAsync();
        await OfTheInstallationAsync();
    }

    private async Task OfTheMeshAsync()
    {
        await ApplyAsync(ConfigMap("istio-system", "istio", "mesh", "rootNamespace: istio-system"));
        await IsWrongAsync("metrics provider");
        await ApplyAsync(ConfigMap("istio-system", "istio", "mesh", "defaultProviders: {metrics: [prometheus]}"));
    }

    private async Task OfTheModuleAsync()
    {
        var file = folder.Write("digest.yaml", Configuration(played.Address, [1]));
        await IsWrongAsync("module", "--config", file);
        file = folder.Write("gone.yaml", Configuration("http://127.0.0.1:1", Module));
        await IsWrongAsync("module", "--config", file);
    }

    private async Task OfTheNamespaceAsync()
    {
        await ApplyAsync(Manifest.WasmPlugin("podinfo", "true").Replace("FAIL_OPEN", "FAIL_CLOSE", StringComparison.Ordinal));
        await IsWrongAsync("podinfo: no plugin fails closed");
        await ApplyAsync(Manifest.WasmPlugin("podinfo", "true").Replace("by_hand", "istio_operationId", StringComparison.Ordinal));
        await IsWrongAsync("podinfo: plugins and Telemetries");
        await Kubectl.OutputAsync("delete wasmplugin by-hand -n podinfo");
        await ApplyAsync("""
            apiVersion: telemetry.istio.io/v1
            kind: Telemetry
            metadata: {name: by-hand, namespace: podinfo}
            spec:
              targetRefs: [{group: "", kind: Service, name: podinfo-svc}]
              metrics: [{overrides: [{tagOverrides: {route_name: {value: "request.method"}}}]}]
            """);
        await IsWrongAsync("podinfo: plugins and Telemetries");
        await Kubectl.OutputAsync("delete telemetry by-hand -n podinfo");
        await ProgramAsync("[]");
        await IsWrongAsync("podinfo: waypoint podinfo-waypoint");
        await ProgramAsync("""[{"type": "IPAddress", "value": "10.96.0.7"}]""");
        Assert.Equal(0, (await DoctorAsync("--wait", "60s")).Exit);
        await Kubectl.OutputAsync("label namespace podinfo istio.io/dataplane-mode-");
        await IsWrongAsync("podinfo: enrolled");
        await Kubectl.OutputAsync("label namespace podinfo istio.io/dataplane-mode=ambient");
    }

    // The program would repair what is its own: it is stopped before.
    private async Task OfTheInstallationAsync()
    {
        var binding = await Kubectl.OutputAsync("get clusterrolebinding route-metrics -o yaml");
        await Kubectl.OutputAsync("delete clusterrolebinding route-metrics");
        await IsWrongAsync("RBAC");
        await Kubectl.OutputAsync("create -f -", string.Join('\n', binding.Split('\n').Where(static line => !line.Contains("resourceVersion:", StringComparison.Ordinal) && !line.Contains("uid:", StringComparison.Ordinal))));

        foreach (var pod in installation.Pods)
        {
            await pod.DisposeAsync();
        }

        await IsWrongAsync("API server asks the webhook");
        var (bundle, expired) = Others();
        await Kubectl.OutputAsync($$"""patch validatingwebhookconfiguration route-metrics --type=json -p=[{"op":"replace","path":"/webhooks/0/clientConfig/caBundle","value":"{{bundle}}"}]""");
        await IsWrongAsync("caBundle");
        await Kubectl.OutputAsync($$$"""patch secret route-metrics-tls-self-managed -n route-metrics --type=merge -p={"data":{"tls.crt":"{{{expired}}}"}}""");
        await IsWrongAsync("certificate");
    }

    // A CA of somebody else, and a certificate that ended yesterday; both base64 of PEM.
    private static (string Bundle, string Expired) Others()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=somebody else", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var ca = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var old = request.CreateSelfSigned(now.AddDays(-9), now.AddDays(-1));
        return (Encoded(ca), Encoded(old));

        static string Encoded(X509Certificate2 certificate) => Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate.ExportCertificatePem()));
    }

    private Task IsWrongAsync(string check, params string[] more) => Eventually.SucceedsAsync(async () =>
    {
        var run = await DoctorAsync([.. more, "-o", "json"]);
        Assert.True(run.Exit == 1, $"{check}: {run.Exit} {run.Out}{run.Error}");
        var failed = JsonNode.Parse(run.Out)!.AsArray().Where(static item => (string?)item!["result"] == "failed").ToList();
        Assert.Contains(check, failed.Select(static item => (string?)item!["check"]));
        Assert.All(failed, static item => Assert.False(string.IsNullOrEmpty((string?)item!["fix"]), item!.ToJsonString()));
    });

    private Task<Ended> DoctorAsync(params string[] more) => ChildProcess.RunAsync(
        SourceTree.PathOf("route-metrics"), ["doctor", "-n", "podinfo", "--kubeconfig", Kubectl.Kubeconfig, "--prometheus", played.Address, .. more]);

    private Task ApplyAsync(string manifest) => Kubectl.OutputAsync("apply -f -", manifest);

    // The API server's proxy to a Service sends nothing to an address that is not that of the Pod which it names (isValidAddress in
    // pkg/registry/core/service/storage), and no kubelet has made one here.
    private async Task RegisterAsync(Pod pod)
    {
        const string Own = "/api/v1/namespaces/route-metrics";
        var endpoints = (await cluster.Api.GetAsync($"{Own}/endpoints/route-metrics")).Object;
        var address = endpoints["subsets"]![0]!["addresses"]![0]!;
        var deployment = (await cluster.Api.GetAsync("/apis/apps/v1/namespaces/route-metrics/deployments/route-metrics")).Object;
        _ = (await cluster.Api.PostAsync($"{Own}/pods", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = pod.Name },
            ["spec"] = deployment["spec"]!["template"]!["spec"]!.DeepClone(),
        })).Object;
        var ip = (string)address["ip"]!;
        _ = (await cluster.Api.PatchAsync($"{Own}/pods/{pod.Name}/status", new JsonObject
        {
            ["status"] = new JsonObject { ["phase"] = "Running", ["podIP"] = ip, ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = ip }) },
        })).Object;
        address["targetRef"]!["namespace"] = "route-metrics";
        _ = (await cluster.Api.PutAsync($"{Own}/endpoints/route-metrics", endpoints)).Object;
        if (cluster.Minor >= 21)
        {
            var path = $"/apis/discovery.k8s.io/v1/namespaces/route-metrics/endpointslices/{pod.Name}";
            var slice = (await cluster.Api.GetAsync(path)).Object;
            slice["endpoints"]![0]!["targetRef"]!["namespace"] = "route-metrics";
            _ = (await cluster.Api.PutAsync(path, slice)).Object;
        }
    }

    // What istiod would say.
    private async Task ProgramAsync(string addresses) => _ = (await cluster.Api.PatchAsync(
        "/apis/gateway.networking.k8s.io/v1/namespaces/podinfo/gateways/podinfo-waypoint/status",
        new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["addresses"] = JsonNode.Parse(addresses),
                ["conditions"] = JsonNode.Parse("""
                    [{"type": "Programmed", "status": "True", "reason": "Programmed", "message": "", "lastTransitionTime": "2026-01-01T00:00:00Z",
                      "observedGeneration": 1}]
                    """),
            },
        })).Object;

    private static string Configuration(string address, byte[] module) => $$"""
        apiVersion: routemetrics.io/v1alpha1
        kind: RouteMetricsConfig
        spec:
          module:
            url: {{address}}/module.wasm
            sha256: {{Convert.ToHexStringLower(SHA256.HashData(module))}}
        """;

    private static string ConfigMap(string ns, string name, string key, string text) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
        ["data"] = new JsonObject { [key] = text },
    }.ToJsonString();

    /// <summary>Plays who serves the module, and a Prometheus that has seen requests of one route.</summary>
    private sealed class PlayedServer : IDisposable
    {
        private const string Seen = """
            {"status": "success", "data": {"resultType": "vector", "result": [
              {"metric": {"destination_service_namespace": "podinfo", "destination_service_name": "podinfo-svc", "route_name": "GET /healthz"}, "value": [0, "6"]},
              {"metric": {"destination_service_namespace": "podinfo", "destination_service_name": "podinfo-svc", "route_name": "unknown"}, "value": [0, "2"]}]}}
            """;

        private readonly HttpListener listener = new();

        public PlayedServer()
        {
            using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
            }

            listener.Prefixes.Add($"{Address}/");
            listener.Start();
            _ = ServeAsync();
        }

        public string Address { get; }

        public void Dispose() => listener.Close();

        private async Task ServeAsync()
        {
            while (listener.IsListening)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    await context.Response.OutputStream.WriteAsync(
                        context.Request.Url!.AbsolutePath == "/module.wasm" ? Module : Encoding.UTF8.GetBytes(Seen));
                    context.Response.Close();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
