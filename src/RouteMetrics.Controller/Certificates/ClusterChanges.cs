using System.Text.Json;
using System.Threading.Channels;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Certificates;

/// <summary>Signals that the Secret or a webhook configuration has changed. The caller reads them again.</summary>
internal sealed class ClusterChanges(KubernetesApi api, string ns, TimeProvider time, ILogger log)
{
    private readonly Channel<bool> changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Watches until it is cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(
    [
        WatchAsync(ResourceType.Secrets, new() { Namespace = ns, Name = SecretWriter.Name }, ct),
        .. ClusterObjects.ConfigurationTypes.Select(type => WatchAsync(type, new() { Name = ClusterObjects.ConfigurationName }, ct)),
    ]);

    /// <summary>Returns once something has changed since the last wait, or after this time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await changed.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private async Task WatchAsync(ResourceType type, WatchOptions options, CancellationToken ct)
    {
        await foreach (var _ in new ResourceWatch<bool>(api, type, Skip, options, time, log).RunAsync(ct))
        {
            changed.Writer.TryWrite(true);
        }
    }

    private static bool Skip(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        reader.Skip();
        return true;
    }
}
