using System.Text;
using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>An installation into a cluster that is alive: what <c>preview</c> says is what happens, and nothing else does.</summary>
public sealed class OlderClusterTests : IAsyncLifetime
{
    private const string Kinds =
        "namespaces,services,gateways.gateway.networking.k8s.io,httproutes,wasmplugins,telemetries,authorizationpolicies,requestauthentications";

    private ControlPlane cluster = null!;

    private Kubectl Kubectl => cluster.Kubectl;

    public async ValueTask InitializeAsync()
    {
        cluster = await ControlPlane.StartAsync();
        await Eventually.SucceedsAsync(() => Kubectl.OutputAsync("get authorizationpolicies,requestauthentications -A"));
    }

    public async ValueTask DisposeAsync() => await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task An_installation_changes_what_its_preview_says_and_nothing_else()
    {
        await Kubectl.OutputAsync("create -f -", Older());

        var preview = await PreviewAsync();
        var expected = preview.Where(static ns => ns!["actions"]!.AsArray().Count > 0).Select(static ns => (string)ns!["namespace"]!).ToList();
        Assert.Equal(["asks-0", "asks-1", "asks-2", "asks-3", "asks-4", "asks-5", "held-by-allow", "held-by-deny"], expected);
        Assert.Equal(
            ["held-by-allow RMW013", "held-by-deny RMW013"],
            preview.SelectMany(static ns => ns!["held"]!.AsArray().Select(finding => $"{ns["namespace"]} {finding!["code"]}")).Distinct());
        Assert.Equal(
            ["asks-0 RMW001", "plain-0 RMW001"], preview.SelectMany(static ns => ns!["refused"]!.AsArray().Select(finding => $"{ns["namespace"]} {finding!["code"]}")));

        var before = await ObjectsAsync();
        await using var installation = await Installation.ApplyAsync(cluster, "deploy");
        await using var pod = await installation.StartPodAsync();
        await installation.ReadyAsync();
        await installation.AdmittingAsync();
        await Eventually.SucceedsAsync(async () => Assert.DoesNotContain(
            await PreviewAsync(), static ns => ns!["actions"]!.AsArray().Any(static action => !((string)action!).StartsWith("keep", StringComparison.Ordinal))));

        var after = await ObjectsAsync();
        var changed = after.Where(item => !before.TryGetValue(item.Key, out var was) || was != item.Value).Select(static item => item.Key)
            .Concat(before.Keys.Except(after.Keys))
            .Where(static key => !key.Contains("route-metrics", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var announced = preview
            .SelectMany(static ns => ns!["actions"]!.AsArray().Select(action => (Namespace: (string)ns["namespace"]!, Action: (string)action!)))
            .Select(static item => item.Action.StartsWith("create ", StringComparison.Ordinal) ? item.Action["create ".Length..] : $"Namespace /{item.Namespace}")
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(announced, changed);
    }

    private async Task<JsonArray> PreviewAsync()
    {
        var preview = await ChildProcess.RunAsync(SourceTree.Program, ["preview", "--kubeconfig", Kubectl.Kubeconfig, "-o", "json"]);
        Assert.Equal(0, preview.Exit);
        return JsonNode.Parse(preview.Out)!.AsArray();
    }

    // Everything but what the API server counts with each write.
    private async Task<Dictionary<string, string>> ObjectsAsync() => (await Kubectl.GetAsync($"{Kinds} -A"))["items"]!.AsArray().ToDictionary(
        static item => $"{item!["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}",
        static item =>
        {
            item!["metadata"]!.AsObject().Remove("resourceVersion");
            item["metadata"]!.AsObject().Remove("managedFields");
            item.AsObject().Remove("status");
            return item.ToJsonString();
        },
        StringComparer.Ordinal);

    private static string Older()
    {
        var text = new StringBuilder();
        foreach (var name in new[] { "cert-manager", "argocd", "kyverno", "flux-system", "velero" })
        {
            text.Append(Namespace(name, ""));
        }

        for (var number = 0; number < 6; number++)
        {
            text.Append(Namespace($"asks-{number}", "routemetrics.io/enabled: \"true\"")).Append(Routed($"asks-{number}", number == 0 ? "{type: RegularExpression, value: '/(?=a)'}" : "{type: Exact, value: /a}"));
            text.Append(Namespace($"plain-{number}", "team: a")).Append(Routed($"plain-{number}", number == 0 ? "{type: RegularExpression, value: '/(?=a)'}" : "{type: Exact, value: /a}"));
            text.Append(Namespace($"sidecars-{number}", "istio-injection: enabled, routemetrics.io/enabled: \"true\"")).Append(Routed($"sidecars-{number}", "{type: Exact, value: /a}"));
        }

        text.Append(Namespace("out", "routemetrics.io/enabled: \"false\"")).Append(Routed("out", "{type: Exact, value: /a}"));
        text.Append(Namespace("by-hand", "istio.io/dataplane-mode: ambient, istio.io/use-waypoint: by-hand-waypoint")).Append(Routed("by-hand", "{type: Exact, value: /a}"));
        text.Append("""
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: by-hand-waypoint, namespace: by-hand, labels: {istio.io/waypoint-for: service}}
            spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}

            """);
        text.Append(Namespace("held-by-allow", "routemetrics.io/enabled: \"true\"")).Append(Routed("held-by-allow", "{type: Exact, value: /a}"));
        text.Append(Policy("held-by-allow", "ALLOW"));
        text.Append(Namespace("held-by-deny", "routemetrics.io/enabled: \"true\"")).Append(Routed("held-by-deny", "{type: Exact, value: /a}"));
        text.Append(Policy("held-by-deny", "DENY"));
        return text.ToString();
    }

    private static string Namespace(string name, string labels) =>
        $"---\n{Manifest.Namespace(name, labels)}\n";

    private static string Routed(string ns, string path) => $$"""
        ---
        {{Manifest.Service(ns)}}
        ---
        {{Manifest.Route(ns, path)}}

        """;

    private static string Policy(string ns, string action) => $$$"""
        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: by-source, namespace: {{{ns}}}}
        spec:
          action: {{{action}}}
          rules: [{from: [{source: {notPrincipals: [cluster.local/ns/web/sa/front]}}]}]

        """;
}
