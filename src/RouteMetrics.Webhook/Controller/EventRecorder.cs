using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RouteMetrics.Cluster.Api;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Webhook.Controller;

/// <summary>
/// Writes Kubernetes Events, on a task of its own and as good as it can: what cannot be told is not what the controller is for. The same thing about the same
/// object is one Event, whose count and time go on.
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
        if (await api.GetAsync(ResourceType.Events, ns, name, cancellationToken) is not { } known)
        {
            return false;
        }

        var count = known["count"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 1;
        var patch = new JsonArray(
            new JsonObject { ["op"] = "add", ["path"] = "/count", ["value"] = count + 1 },
            new JsonObject { ["op"] = "add", ["path"] = "/lastTimestamp", ["value"] = Now() });
        await api.PatchAsync(ResourceType.Events, ns, name, patch, cancellationToken);
        return true;
    }

    private JsonObject BodyOf(ObjectEvent happened, string name) => new()
    {
        ["apiVersion"] = ResourceType.Events.ApiVersion,
        ["kind"] = ResourceType.Events.Kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = happened.Namespace },
        ["involvedObject"] = new JsonObject
        {
            ["apiVersion"] = happened.ApiVersion,
            ["kind"] = happened.Kind,
            ["namespace"] = happened.Namespace,
            ["name"] = happened.About.Name,
            ["uid"] = happened.About.Uid,
        },
        ["type"] = happened.IsWarning ? "Warning" : "Normal",
        ["reason"] = happened.Reason,
        ["message"] = happened.Message,
        ["source"] = new JsonObject { ["component"] = IstioLabels.Manager },
        ["firstTimestamp"] = Now(),
        ["lastTimestamp"] = Now(),
        ["count"] = 1,
    };

    private string Now() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
