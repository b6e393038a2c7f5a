namespace RouteMetrics.EndToEnd.Tests.Availability;

/// <summary>One pod, which reaches the API server through a relay.</summary>
public sealed class RelayedCluster : InstalledCluster
{
    internal TcpRelay Relay { get; private set; } = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (Relay?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private protected override Uri ServerOf(ControlPlane controlPlane)
    {
        Relay = new(controlPlane.Server);
        return Relay.Address;
    }
}
