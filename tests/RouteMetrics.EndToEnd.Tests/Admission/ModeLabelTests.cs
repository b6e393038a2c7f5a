using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Admission;

/// <summary>The label <c>routemetrics.io/mode</c> of a namespace, switched while one and the same process answers.</summary>
[Collection<OneInstallation>]
public sealed class ModeLabelTests(InstalledCluster cluster)
{
    private const string Operations = "routemetrics.io/operations";
    private const string Name = "switched";

    private static readonly (string Webhook, string Resource, string Manifest, string Finding)[] Bad =
    [
        ("httproutes", "httproutes", Manifest.Route(Name, "{type: RegularExpression, value: '/items/(?!new)'}"), "RMW001 spec.rules[0].matches[0].path.value: "),
        ("expressions", "wasmplugins", Manifest.WasmPlugin(Name, "request.method = 'GET'"), "RMW101 spec.pluginConfig.attributes[0].match[0].condition: "),
        ("expressions", "telemetries", Manifest.Telemetry(Name, "istio_operationId"), "RMW119 spec.metrics[0].overrides[0].tagOverrides.operation.value: "),
    ];

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task The_label_decides_what_becomes_of_a_finding_from_one_request_to_the_next()
    {
        var pod = cluster.Pod;
        await Kubectl.OutputAsync($"create namespace {Name}");
        await DeniedAsync("");
        await SwitchAsync("mode=warn");
        await WarnedAsync();
        await SwitchAsync("mode=audit");
        await SilentAsync();
        await SwitchAsync("mode=enforce");
        await DeniedAsync("-enforce");
        await SwitchAsync("mode=audit");
        await SilentAsync();
        await SwitchAsync("mode-");
        await DeniedAsync("");
        Assert.Same(pod, cluster.Pod);
        Assert.Single(pod.Logged("Listening"));
    }

    private Task SwitchAsync(string label) => Kubectl.OutputAsync($"label --overwrite namespace {Name} routemetrics.io/{label}");

    private Task DeniedAsync(string entry) => EachAsync((webhook, finding, answer) =>
    {
        Assert.Equal((1, ""), (answer.Exit, answer.Out));
        Assert.Contains($"admission webhook \"{webhook}{entry}.validate.routemetrics.io\" denied the request: {finding}", answer.Error, StringComparison.Ordinal);
    });

    // But for that, all is as in mode enforce: the annotation is written.
    private async Task WarnedAsync()
    {
        await EachAsync((_, finding, answer) =>
        {
            Assert.Equal(0, answer.Exit);
            Assert.StartsWith($"Warning: {finding}", Assert.Single(answer.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        });
        await GoodRouteAsync(isAnnotated: true);
    }

    private async Task SilentAsync()
    {
        await EachAsync(static (_, _, answer) => Assert.Equal((0, ""), (answer.Exit, answer.Error)));
        foreach (var (webhook, resource, _, finding) in Bad)
        {
            var recorded = await Eventually.SucceedsAsync(() => Task.FromResult(
                cluster.ControlPlane.Audit.Read().Last(e => e is { Verb: "create", Namespace: Name, IsSuccess: true } && e.Resource == resource && e.Annotations.ContainsKey(Key("decision")))));
            Assert.Equal("allowed: would be denied in mode enforce", (string?)recorded.Annotations[Key("decision")]);
            Assert.StartsWith(finding, (string?)recorded.Annotations[Key("findings")], StringComparison.Ordinal);

            string Key(string about) => $"{webhook}-audit.validate.routemetrics.io/routemetrics-{about}";
        }

        await GoodRouteAsync(isAnnotated: false);
    }

    // Dry, so that each mode is asked about the same: something new. The API server itself learns of a label a little later than it is there.
    private async Task EachAsync(Action<string, string, Ended> judge)
    {
        foreach (var (webhook, _, manifest, finding) in Bad)
        {
            await Eventually.SucceedsAsync(async () => judge(webhook, finding, await Kubectl.RunAsync("create --dry-run=server -o json -f -", manifest)));
        }
    }

    private Task GoodRouteAsync(bool isAnnotated) => Eventually.SucceedsAsync(async () =>
    {
        var created = JsonNode.Parse(await Kubectl.OutputAsync("create --dry-run=server -o json -f -", Manifest.Route(Name, "{type: Exact, value: /healthz}")))!;
        Assert.Equal(isAnnotated, created["metadata"]!["annotations"]?[Operations] is not null);
    });
}
