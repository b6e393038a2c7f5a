using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>What RBAC refuses to the account of deploy/; that its rights are enough is what the other tests show, which run with them.</summary>
[Collection(nameof(BareCluster))]
public sealed class RightsTests(RightsTests.Granted granted) : IClassFixture<RightsTests.Granted>
{
    private const string Program = "system:serviceaccount:route-metrics:route-metrics";

    [Theory]
    [InlineData("get", "secrets", "shop", "any")]
    [InlineData("list", "secrets", "route-metrics", "")]
    [InlineData("get", "secrets", "route-metrics", "another")]
    [InlineData("update", "secrets", "route-metrics", "another")]
    [InlineData("delete", "secrets", "route-metrics", "route-metrics-tls-self-managed")]
    [InlineData("update", "coordination.k8s.io/leases", "route-metrics", "another")]
    [InlineData("get", "coordination.k8s.io/leases", "kube-system", "route-metrics")]
    [InlineData("create", "coordination.k8s.io/leases", "kube-system", "")]
    [InlineData("list", "discovery.k8s.io/endpointslices", "shop", "")]
    [InlineData("create", "namespaces", "", "")]
    [InlineData("delete", "namespaces", "", "shop")]
    [InlineData("update", "gateway.networking.k8s.io/httproutes", "shop", "any")]
    [InlineData("patch", "gateway.networking.k8s.io/httproutes", "shop", "any")]
    [InlineData("patch", "services", "shop", "any")]
    [InlineData("patch", "networking.istio.io/virtualservices", "shop", "any")]
    [InlineData("get", "networking.istio.io/gateways", "shop", "any")]
    [InlineData("create", "pods", "route-metrics", "")]
    [InlineData("get", "configmaps", "route-metrics", "route-metrics")]
    [InlineData("create", "admissionregistration.k8s.io/validatingwebhookconfigurations", "", "")]
    [InlineData("list", "admissionregistration.k8s.io/validatingwebhookconfigurations", "", "")]
    [InlineData("patch", "admissionregistration.k8s.io/mutatingwebhookconfigurations", "", "another")]
    [InlineData("delete", "admissionregistration.k8s.io/mutatingwebhookconfigurations", "", "route-metrics")]
    [InlineData("patch", "rbac.authorization.k8s.io/clusterroles", "", "route-metrics")]
    [InlineData("delete", "openreports.io/reports", "shop", "another")]
    [InlineData("patch", "wgpolicyk8s.io/policyreports", "shop", "another")]
    [InlineData("breakglass", "admissionregistration.k8s.io/validatingwebhookconfigurations", "", "route-metrics")]
    public async Task The_program_may_not(string verb, string resource, string @namespace, string name) =>
        Assert.False(await MayAsync(Program, verb, resource, @namespace, name));

    [Theory]
    [InlineData("watch", "secrets", "route-metrics", "route-metrics-tls-self-managed")]
    [InlineData("list", "admissionregistration.k8s.io/validatingwebhookconfigurations", "", "route-metrics")]
    [InlineData("patch", "admissionregistration.k8s.io/mutatingwebhookconfigurations", "", "route-metrics")]
    [InlineData("delete", "openreports.io/reports", "shop", "route-metrics")]
    [InlineData("list", "discovery.k8s.io/endpointslices", "route-metrics", "")]
    public async Task What_is_its_own_it_may_follow_by_name(string verb, string resource, string @namespace, string name) =>
        Assert.True(await MayAsync(Program, verb, resource, @namespace, name));

    [Fact]
    public async Task To_break_the_glass_is_a_right_that_can_be_given()
    {
        const string Configurations = "admissionregistration.k8s.io/validatingwebhookconfigurations";
        Assert.False(await MayAsync("jane", "breakglass", Configurations, "", "route-metrics"));
        await granted.Cluster.Kubectl.OutputAsync("create clusterrolebinding jane --clusterrole=route-metrics-break-glass --user=jane");
        await Eventually.SucceedsAsync(async () => Assert.True(await MayAsync("jane", "breakglass", Configurations, "", "route-metrics")));
        Assert.False(await MayAsync("jane", "breakglass", Configurations, "", "another"));
        Assert.False(await MayAsync("jane", "patch", Configurations, "", "route-metrics"));
    }

    private async Task<bool> MayAsync(string user, string verb, string resource, string @namespace, string name)
    {
        var parts = resource.Split('/');
        var answer = await granted.Cluster.Api.PostAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["user"] = user,
                ["resourceAttributes"] = new JsonObject
                {
                    ["verb"] = verb,
                    ["group"] = parts.Length > 1 ? parts[0] : "",
                    ["resource"] = parts[^1],
                    ["namespace"] = @namespace,
                    ["name"] = name,
                },
            },
        });
        return (bool)answer.Object["status"]!["allowed"]!;
    }

    /// <summary>A cluster that has the roles and their bindings, and the one that nobody is bound to.</summary>
    public sealed class Granted(BareCluster bare) : IAsyncLifetime
    {
        internal ControlPlane Cluster => bare.ControlPlane;

        public async ValueTask InitializeAsync()
        {
            await using var applied = await Installation.ApplyAsync(Cluster, "deploy");
            await Cluster.Kubectl.OutputAsync($"apply -f {SourceTree.PathOf("deploy/base/45-break-glass.yaml")}");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
