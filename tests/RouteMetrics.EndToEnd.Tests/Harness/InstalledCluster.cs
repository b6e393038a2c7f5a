namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>A control plane with the overlay <c>cert-manager</c> applied and one pod that admits.</summary>
public sealed class InstalledCluster : IAsyncLifetime
{
    internal ControlPlane ControlPlane { get; private set; } = null!;

    internal Installation Installation { get; private set; } = null!;

    internal Pod Pod { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ControlPlane = await ControlPlane.StartAsync();
        Installation = await Installation.ApplyAsync(ControlPlane, "deploy/overlays/cert-manager");
        await DevCertificates.InstallAsync(ControlPlane);
        Pod = await Installation.StartPodAsync();
        await Installation.ReadyAsync();
        await Installation.AdmittingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (Installation?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (ControlPlane?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
