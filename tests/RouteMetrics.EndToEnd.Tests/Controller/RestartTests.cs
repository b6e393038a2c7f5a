namespace RouteMetrics.EndToEnd.Tests.Controller;

/// <summary>What was there before the program is as it should be, whatever happened meanwhile.</summary>
public sealed class RestartTests(InstalledCluster cluster) : IClassFixture<InstalledCluster>
{
    private ControlPlane ControlPlane => cluster.ControlPlane;

    private Kubectl Kubectl => cluster.ControlPlane.Kubectl;

    [Fact]
    public async Task A_restart_in_which_nothing_has_changed_writes_nothing()
    {
        await Kubectl.OutputAsync("create namespace before");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("before", "{type: Exact, value: /healthz}"));
        await ControlPlane.HasAsync("before", Cluster.PodinfoIn("before"));
        await ControlPlane.SettledAsync();
        foreach (var pod in cluster.Installation.Pods)
        {
            Assert.Equal(0, (await pod.TerminateAsync()).Exit);
        }

        var before = ControlPlane.OurWrites().Where(static e => !IsOfTheSentinel(e)).ToList();
        var events = await ControlPlane.EventsAsync("before");
        await cluster.Installation.StartPodAsync();
        await cluster.Installation.ReadyAsync();
        await cluster.Installation.AdmittingAsync();
        await ControlPlane.SettledAsync();
        Assert.Equal(before, ControlPlane.OurWrites().Where(static e => !IsOfTheSentinel(e)), Same);
        Assert.Equal(events, await ControlPlane.EventsAsync("before"));
    }

    [Fact]
    public async Task What_was_missed_while_nobody_was_there_is_made_up_for()
    {
        await Kubectl.OutputAsync("create namespace kept");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("kept", "{type: Exact, value: /healthz}"));
        await Kubectl.OutputAsync("create namespace ended");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("ended", "{type: Exact, value: /healthz}"));
        await ControlPlane.HasAsync("ended", Cluster.PodinfoIn("ended"));
        await ControlPlane.HasAsync("kept", Cluster.PodinfoIn("kept"));
        foreach (var pod in cluster.Installation.Pods)
        {
            await pod.KillAsync();
        }

        await Kubectl.OutputAsync("create namespace missed");
        await Kubectl.OutputAsync("create -f -", Manifest.Route("missed", "{type: Exact, value: /healthz}"));
        await Kubectl.OutputAsync("delete httproute podinfo -n ended");
        await Kubectl.OutputAsync("delete gateway kept-waypoint -n kept");
        Assert.Equal(" ", await ControlPlane.MeshLabelsAsync("missed"));

        await cluster.Installation.StartPodAsync();
        await ControlPlane.HasAsync("missed", Cluster.PodinfoIn("missed"));
        Assert.Equal("ambient missed-waypoint", await ControlPlane.MeshLabelsAsync("missed"));
        await ControlPlane.HasAsync("ended");
        await ControlPlane.HasAsync("kept", Cluster.PodinfoIn("kept"));
        await cluster.Installation.ReadyAsync();
        await cluster.Installation.AdmittingAsync();
    }

    private static bool IsOfTheSentinel(AuditEvent e) => e.Namespace?.StartsWith("settled-", StringComparison.Ordinal) == true;

    private static bool Same(AuditEvent left, AuditEvent right) =>
        (left.Verb, left.Resource, left.Namespace, left.Name, left.Received) == (right.Verb, right.Resource, right.Namespace, right.Name, right.Received);
}
