namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>A control plane with <c>deploy/</c> applied and one pod that admits.</summary>
public class InstalledCluster : IAsyncLifetime
{
    internal ControlPlane ControlPlane { get; private set; } = null!;

    internal Installation Installation { get; private set; } = null!;

    /// <summary>The only one, as long as no more are started.</summary>
    internal Pod Pod => Assert.Single(Installation.Pods);

    public virtual async ValueTask InitializeAsync()
    {
        ControlPlane = await ControlPlane.StartAsync();
        Installation = await Installation.ApplyAsync(ControlPlane);
        await Installation.StartPodAsync(ServerOf(ControlPlane));
        await Installation.ReadyAsync();
        await Installation.AdmittingAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await (Installation?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (ControlPlane?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    /// <summary>Where the pod finds the API server.</summary>
    private protected virtual Uri ServerOf(ControlPlane controlPlane) => controlPlane.Server;
}
