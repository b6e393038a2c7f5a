namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>A control plane with <c>deploy/</c> applied and one pod that admits.</summary>
public class InstalledCluster : IAsyncLifetime
{
    internal ControlPlane ControlPlane { get; private set; } = null!;

    internal Installation Installation { get; private set; } = null!;

    /// <summary>The first one.</summary>
    internal Pod Pod { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        ControlPlane = await ControlPlane.StartAsync();
        Installation = await Installation.ApplyAsync(ControlPlane);
        await DevCertificates.InstallAsync(ControlPlane);
        Pod = await Installation.StartPodAsync();
        await Installation.ReadyAsync();
        await Installation.AdmittingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (Installation?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (ControlPlane?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }
}

/// <summary>With two pods, and webhooks that refuse what they cannot be asked about: nothing gets past them.</summary>
public sealed class ReplicatedCluster : InstalledCluster
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Installation.FailClosedAsync();
        await Installation.StartPodAsync();
        await Installation.ReadyAsync();
    }
}
