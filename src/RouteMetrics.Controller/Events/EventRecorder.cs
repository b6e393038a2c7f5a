using System.Net;
using System.Threading.Channels;
using k8s.Models;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Events;

/// <summary>
/// Writes Kubernetes Events in the background, best effort. The same message about the same object is one Event, whose count and time are
/// updated.
/// </summary>
internal sealed class EventRecorder(KubernetesApi api, TimeProvider time, ILogger log)
{
    /// <summary>Further events are dropped.</summary>
    private const int QueueLength = 1024;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly EventDeduplicator deduplicator = new(time);
    private readonly Channel<(ObjectEvent Event, bool IsRepeat)> queue = Channel.CreateBounded<(ObjectEvent, bool)>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private long reported = time.GetTimestamp();
    private long reportedWithheld;

    /// <summary>Queues the events that are neither repeated nor beyond a rate limit.</summary>
    public void Record(IEnumerable<ObjectEvent> events)
    {
        lock (gate)
        {
            foreach (var happened in events)
            {
                if (deduplicator.Record(happened) is (true, var isRepeat))
                {
                    queue.Writer.TryWrite((happened, isRepeat));
                }
            }

            ReportWithheld();
        }
    }

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (happened, isRepeat) in queue.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await WriteAsync(happened, isRepeat, cancellationToken);
            }
            catch (KubernetesApiException refused)
            {
                log.EventFailed($"{happened.Namespace}/{happened.About.Name}", happened.Reason, refused.Message);
            }
        }
    }

    private void ReportWithheld()
    {
        if (deduplicator.Withheld > reportedWithheld && time.GetElapsedTime(reported) > ReportInterval)
        {
            log.EventsWithheld(deduplicator.Withheld - reportedWithheld);
            (reportedWithheld, reported) = (deduplicator.Withheld, time.GetTimestamp());
        }
    }

    private async Task WriteAsync(ObjectEvent happened, bool isRepeat, CancellationToken cancellationToken)
    {
        var name = EventDeduplicator.NameOf(happened);
        if (isRepeat && await CountAsync(happened.Namespace, name, cancellationToken))
        {
            return;
        }

        try
        {
            await api.CreateAsync(ResourceType.Events, happened.Namespace, BodyOf(happened, name), cancellationToken);
        }
        catch (KubernetesApiException there) when (there.Status == HttpStatusCode.Conflict)
        {
            // Written before this process started: a lasting one need not be repeated.
            if (!happened.IsLasting)
            {
                await CountAsync(happened.Namespace, name, cancellationToken);
            }
        }
    }

    // False if the Event has expired.
    private async Task<bool> CountAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (await api.GetAsync<Corev1Event>(ResourceType.Events, ns, name, cancellationToken) is not { } known)
        {
            return false;
        }

        // Without a resourceVersion: a lost count does not matter.
        var patch = JsonPatch.OfAnyState().Add("/count", (known.Count ?? 1) + 1).Add("/lastTimestamp", $"{Now():yyyy-MM-dd'T'HH:mm:ss'Z'}");
        await api.PatchAsync(ResourceType.Events, ns, name, patch, cancellationToken);
        return true;
    }

    private Corev1Event BodyOf(ObjectEvent happened, string name) => new()
    {
        ApiVersion = Corev1Event.KubeApiVersion,
        Kind = Corev1Event.KubeKind,
        Metadata = new() { Name = name, NamespaceProperty = happened.Namespace },
        InvolvedObject = new()
        {
            ApiVersion = happened.ApiVersion,
            Kind = happened.Kind,
            NamespaceProperty = happened.Namespace,
            Name = happened.About.Name,
            Uid = happened.About.Uid,
        },
        Type = happened.IsWarning ? "Warning" : "Normal",
        Reason = happened.Reason,
        Message = happened.Message,
        Source = new() { Component = IstioLabels.Manager },
        FirstTimestamp = Now(),
        LastTimestamp = Now(),
        Count = 1,
    };

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
