using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>A control plane in which no pod runs, for the tests of a class or of a collection.</summary>
public sealed class BareCluster : IAsyncLifetime
{
    internal ControlPlane ControlPlane { get; private set; } = null!;

    public async ValueTask InitializeAsync() => ControlPlane = await ControlPlane.StartAsync();

    public ValueTask DisposeAsync() => ControlPlane.DisposeAsync();

    /// <summary>A client as cluster-admin, at the server's own address or at that of what stands before it.</summary>
    internal KubernetesApi Connect(TcpRelay? over = null, ApiLimits? limits = null)
    {
        var kubeconfig = File.ReadAllText(ControlPlane.Kubeconfig);
        var file = Path.Combine(Path.GetDirectoryName(ControlPlane.Kubeconfig)!, Path.GetRandomFileName());
        var address = (over?.Address ?? ControlPlane.Server).GetLeftPart(UriPartial.Authority);
        File.WriteAllText(file, kubeconfig.Replace(ControlPlane.Server.GetLeftPart(UriPartial.Authority), address, StringComparison.Ordinal));
        List<string> faults = [];
        var connection = ClusterConnection.FromKubeconfig(file, null, faults);
        Assert.Empty(faults);
        return new(connection!, limits);
    }
}
