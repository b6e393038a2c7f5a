using System.Net;
using System.Threading.Channels;
using k8s.Models;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Events;

/// <summary>
/// Writes Kubernetes Events, on a task of its own and as good as it can: what cannot be told is not what the controller is for. The same
/// thing about the same object is one Event, whose count and time go on.
/// </summary>
internal sealed class EventRecorder(KubernetesApi api, TimeProvider time, ILogger log)
{
    /// <summary>Waiting to be written; what is beyond is dropped.</summary>
    private const int QueueLength = 1024;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly ToldEvents told = new(time);
    private readonly Channel<(ObjectEvent Event, bool IsAgain)> queue = Channel.CreateBounded<(ObjectEvent, bool)>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private long reported = time.GetTimestamp();
    private long reportedWithheld;

    /// <summary>Tells, unless it was told already or too much is.</summary>
    public void Tell(IEnumerable<ObjectEvent> events)
    {
        lock (gate)
        {
            foreach (var happened in events)
            {
                if (told.Ask(happened) is (true, var isAgain))
                {
                    queue.Writer.TryWrite((happened, isAgain));
                }
            }

            ReportWithheld();
        }
    }

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (happened, isAgain) in queue.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await WriteAsync(happened, isAgain, cancellationToken);
            }
            catch (KubernetesApiException refused)
            {
                log.EventFailed($"{happened.Namespace}/{happened.About.Name}", happened.Reason, refused.Message);
            }
        }
    }

    private void ReportWithheld()
    {
        if (told.Withheld > reportedWithheld && time.GetElapsedTime(reported) > ReportInterval)
        {
            log.EventsWithheld(told.Withheld - reportedWithheld);
            (reportedWithheld, reported) = (told.Withheld, time.GetTimestamp());
        }
    }

    private async Task WriteAsync(ObjectEvent happened, bool isAgain, CancellationToken cancellationToken)
    {
        var name = ToldEvents.NameOf(happened);
        if (isAgain && await CountAsync(happened.Namespace, name, cancellationToken))
        {
            return;
        }

        try
        {
            await api.CreateAsync(ResourceType.Events, happened.Namespace, BodyOf(happened, name), cancellationToken);
        }
        catch (KubernetesApiException there) when (there.Status == HttpStatusCode.Conflict)
        {
            // Told before this process started: what lasts is not news.
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

        // In whatever state it is: a count that is lost is no matter.
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
