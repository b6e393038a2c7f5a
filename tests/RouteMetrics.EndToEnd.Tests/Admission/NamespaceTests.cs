namespace RouteMetrics.EndToEnd.Tests.Admission;

[Collection<OneInstallation>]
public sealed class NamespaceTests(InstalledCluster cluster)
{
    private const string Mode = "istio.io/dataplane-mode";
    private const string Waypoint = "istio.io/use-waypoint";

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task A_namespace_comes_back_labelled()
    {
        Assert.Equal("namespace/fresh created\n", await Kubectl.OutputAsync("create namespace fresh"));
        Assert.Equal([$"{Mode}=ambient", $"{Waypoint}=fresh-waypoint"], await LabelsAsync("fresh"));
    }

    [Fact]
    public async Task A_value_that_is_there_stays()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("chosen", $"{Waypoint}: theirs"));
        Assert.Equal([$"{Mode}=ambient", $"{Waypoint}=theirs"], await LabelsAsync("chosen"));
    }

    [Theory]
    [InlineData("opted-out", "routemetrics.io/enabled", "false")]
    [InlineData("no-waypoint", Waypoint, "none")]
    [InlineData("not-in-mesh", Mode, "none")]
    [InlineData("sidecars", "istio-injection", "enabled")]
    [InlineData("istio-system", "team", "mesh")]
    public async Task A_namespace_that_is_out_stays_as_it_is(string name, string label, string value)
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace(name, $"{label}: \"{value}\""));
        Assert.Equal([$"{label}={value}"], await LabelsAsync(name));
    }

    [Fact]
    public async Task A_namespace_joins_later_when_it_is_labelled()
    {
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("joining", "routemetrics.io/enabled: \"false\""));
        await Kubectl.OutputAsync("label --overwrite namespace joining routemetrics.io/enabled=true");
        Assert.Equal([$"{Mode}=ambient", $"{Waypoint}=joining-waypoint", "routemetrics.io/enabled=true"], await LabelsAsync("joining"));
    }

    [Theory]
    [InlineData("kube-system")]
    [InlineData(Installation.Namespace)]
    public async Task A_namespace_that_the_cluster_lives_on_is_not_even_asked_about(string name)
    {
        var before = await LabelsAsync(name);
        await Kubectl.OutputAsync($"label namespace {name} touched=yes");
        Assert.Equal([.. before, "touched=yes"], await LabelsAsync(name));
        var patch = await Eventually.SucceedsAsync(() => Task.FromResult(cluster.ControlPlane.Audit.Read().Last(e => e.Verb == "patch" && e.Name == name)));
        Assert.DoesNotContain(patch.Annotations, annotation => annotation.Value!.ToString().Contains("routemetrics.io", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_shows_the_labels_and_keeps_nothing()
    {
        Assert.Contains("dry-waypoint", await Kubectl.OutputAsync("create namespace dry --dry-run=server -o json"), StringComparison.Ordinal);
        Assert.Equal(1, (await Kubectl.RunAsync("get namespace dry")).Exit);
    }

    // But for the name, which the API server itself adds.
    private async Task<IEnumerable<string>> LabelsAsync(string name) =>
        (await Kubectl.GetAsync($"namespace {name}"))["metadata"]!["labels"]!.AsObject()
            .Where(static label => label.Key != "kubernetes.io/metadata.name").Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal);
}
