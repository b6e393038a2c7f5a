using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Certificates;

public sealed class SelfManagedTests(SelfManagedCluster cluster) : IClassFixture<SelfManagedCluster>
{
    private const string Mutating = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/route-metrics";

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task Two_pods_that_start_at_once_make_one_CA_and_both_serve()
    {
        await cluster.EmptyAsync();
        await cluster.StartAsync(2);

        await cluster.OneAuthorityAsync();
        Assert.Single(cluster.Installation.Pods.SelectMany(static pod => pod.Logged("SecretWritten")));
        var leaf = await cluster.LeafAsync();
        Assert.Equal(["route-metrics.route-metrics.svc", "route-metrics.route-metrics.svc.cluster.local", "route-metrics.route-metrics"], NamesOf(leaf));
        foreach (var pod in cluster.Installation.Pods)
        {
            Assert.Equal(leaf.Thumbprint, await Served.LeafOfAsync(pod));
        }

        Assert.Equal("namespace/self-managed created\n", await Kubectl.OutputAsync("create namespace self-managed"));
        Assert.Equal("self-managed-waypoint", (string?)(await Kubectl.GetAsync("namespace self-managed"))["metadata"]!["labels"]!["istio.io/use-waypoint"]);
        Assert.All(cluster.Installation.Pods, static pod => Assert.Empty(pod.Logged("CertificatesFailed")));
    }

    [Fact]
    public async Task A_bundle_that_is_overwritten_is_repaired_and_who_did_it_is_named()
    {
        await cluster.EmptyAsync();
        await cluster.StartAsync(1);
        var bundle = Assert.Single(await cluster.BundlesAsync());

        await Kubectl.OutputAsync("patch mutatingwebhookconfiguration route-metrics --type=json --field-manager=gitops -p "
            + $$"""[{"op":"replace","path":"/webhooks/0/clientConfig/caBundle","value":"{{OtherBundle()}}"}]""");

        await Eventually.SucceedsAsync(async () => Assert.Equal([bundle], await cluster.BundlesAsync()));
        var told = Assert.Single(Assert.Single(cluster.Installation.Pods).Logged("BundleOverwritten"));
        Assert.Equal(
            ("warn", "MutatingWebhookConfiguration", "gitops"), ((string)told["level"]!, (string)told["kind"]!, (string)told["manager"]!));
    }

    [Fact]
    public async Task A_configuration_that_is_replaced_or_made_later_gets_the_bundle()
    {
        await cluster.EmptyAsync();
        await Kubectl.OutputAsync("delete validatingwebhookconfiguration route-metrics");
        await cluster.StartAsync(1);

        await Kubectl.OutputAsync("create -f -", cluster.ManifestOf("ValidatingWebhookConfiguration"));
        await Kubectl.OutputAsync("replace -f -", cluster.ManifestOf("MutatingWebhookConfiguration"));
        await cluster.OneAuthorityAsync();
    }

    [Fact]
    public async Task Nothing_of_a_configuration_but_its_bundles_is_ours_so_that_its_owner_can_apply_it_and_drop_webhooks()
    {
        await cluster.EmptyAsync();
        var built = cluster.ManifestOf("MutatingWebhookConfiguration");
        await Kubectl.OutputAsync("delete mutatingwebhookconfiguration route-metrics"); // its creator would keep every webhook
        await Kubectl.OutputAsync("apply --server-side -f -", built);
        var before = (await cluster.Api.GetAsync(Mutating)).Object;
        await cluster.StartAsync(1);

        var after = (await cluster.Api.GetAsync(Mutating)).Object;
        Assert.Equal(Webhooks(before), Webhooks(after));
        Assert.Equal("Update {\"f:caBundle\":{}}", Ownership(after));

        // The last webhook is dropped, by the applier of all others.
        await Kubectl.OutputAsync("apply --server-side -f -", built[..built.LastIndexOf("\n- admissionReviewVersions", StringComparison.Ordinal)]);
        Assert.Equal(Webhooks(before).Count - 1, Webhooks((await cluster.Api.GetAsync(Mutating)).Object).Count);
        await cluster.OneAuthorityAsync();
        await Kubectl.OutputAsync("apply --server-side -f -", built);
        await cluster.OneAuthorityAsync();
    }

    [Fact]
    public async Task A_Secret_of_somebody_else_is_left_alone_and_the_log_says_what_to_do()
    {
        await cluster.EmptyAsync();
        await Kubectl.OutputAsync("create secret generic route-metrics-tls-self-managed -n route-metrics --from-literal=tls.crt=mine");
        var before = await cluster.SecretAsync();
        var pod = await cluster.Installation.StartPodAsync();

        var told = await Eventually.SucceedsAsync(() => Task.FromResult(Assert.Single(pod.Logged("CertificatesFailed"))));
        Assert.Equal(
            "Secret route-metrics/route-metrics-tls-self-managed: it was not made by route-metrics (no label app.kubernetes.io/managed-by: route-metrics), so it is left alone; "
            + "delete it, or serve a certificate of your own with --tls-cert and --tls-key",
            (string?)told["fault"]);
        Assert.False(await pod.IsReadyAsync());
        Assert.Equal(before.ToJsonString(), (await cluster.SecretAsync()).ToJsonString());

        await cluster.DeleteSecretAsync();
        await cluster.Installation.ReadyAsync();
        await cluster.OneAuthorityAsync();
    }

    [Fact]
    public async Task An_expired_leaf_is_replaced_when_a_pod_starts()
    {
        await cluster.EmptyAsync();
        await cluster.StartAsync(1, "--tls-lifetime=5s", "--ca-lifetime=10h", "--ca-overlap=1s");
        await Assert.Single(cluster.Installation.Pods).KillAsync();
        var expired = await cluster.LeafAsync();
        await Eventually.SucceedsAsync(() =>
        {
            Assert.True(TimeProvider.System.GetUtcNow().UtcDateTime > expired.NotAfter.ToUniversalTime());
            return Task.CompletedTask;
        });

        await cluster.StartAsync(1);
        var pod = Assert.Single(cluster.Installation.Pods);
        Assert.Equal("the leaf is not valid", (string?)Assert.Single(pod.Logged("SecretWritten"))["reason"]);
        Assert.Equal((await cluster.LeafAsync()).Thumbprint, await Served.LeafOfAsync(pod));
    }

    [Fact]
    public async Task A_Secret_that_is_damaged_is_made_anew()
    {
        await cluster.EmptyAsync();
        await cluster.StartAsync(1, "--ca-overlap=4s");
        var first = await cluster.OneAuthorityAsync();
        var secret = await cluster.SecretAsync();
        secret["data"]!["tls.key"] = "Z2FyYmFnZQ==";
        await cluster.WriteSecretAsync(secret);

        Assert.NotEqual(first, await Eventually.SucceedsAsync(async () =>
        {
            var authority = await cluster.OneAuthorityAsync(TimeSpan.Zero);
            Assert.NotEqual(first, authority);
            return authority;
        }));
        var told = Assert.Single(cluster.Installation.Pods).Logged("SecretWritten")[1];
        Assert.Equal("the Secret is damaged: tls.crt and tls.key: are not a certificate and its key (PEM)", (string?)told["reason"]);
        await cluster.Installation.AdmittingAsync();
    }

    // A CA that is valid base64 PEM, and of nobody: the API server itself refuses other bundles.
    private static string OtherBundle()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var other = request.CreateSelfSigned(now, now.AddDays(1));
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(other.ExportCertificatePem()));
    }

    private static IReadOnlyList<string> NamesOf(X509Certificate2 leaf) =>
        [.. leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames()];

    private static List<string> Webhooks(JsonObject configuration) => [.. configuration["webhooks"]!.AsArray().Select(static webhook =>
    {
        var rest = (JsonObject)webhook!.DeepClone();
        ((JsonObject)rest["clientConfig"]!).Remove("caBundle");
        return rest.ToJsonString();
    })];

    // What we own of every webhook, and how we came to it.
    private static string Ownership(JsonObject configuration)
    {
        var entry = configuration["metadata"]!["managedFields"]!.AsArray().Single(static entry => (string?)entry!["manager"] == "route-metrics")!;
        var owned = entry["fieldsV1"]!.AsObject();
        Assert.Equal(["f:webhooks"], owned.Select(static field => field.Key));
        var fields = owned["f:webhooks"]!.AsObject().Select(static webhook => Assert.Single(webhook.Value!.AsObject()));
        return $"{entry["operation"]} {Assert.Single(fields.Select(static field => field.Value!.ToJsonString()).Distinct())}";
    }
}
