using RouteMetrics.Controller.Events;
using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Reports;

/// <summary>
/// Judges everything in the cluster from time to time, as admission would if it were applied now: what was there before the policy, what came while no webhook
/// answered, and what other objects have made of it. The results are reports, in every mode; where the cluster has no kind for these, Events about WasmPlugins
/// and Telemetries outside of mode audit (those about HTTPRoutes are told when their namespace is reconciled), and the log.
/// </summary>
internal sealed class PeriodicAudit(KubernetesApi api, EventRecorder events, Func<RouteMetricsSettings> settings, TimeSpan interval, TimeProvider time, ILogger log)
{
    /// <summary>A process that has just started to lead has more urgent things to do.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    private readonly ReportWriter reports = new(api, log);

    /// <summary>Until cancelled; does nothing if the interval is zero.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (interval == TimeSpan.Zero)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
        }

        await Task.Delay(interval < FirstPause ? interval : FirstPause, time, ct);
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            await AuditAsync(ct);
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task AuditAsync(CancellationToken ct)
    {
        var start = time.GetTimestamp();
        try
        {
            var current = settings();
            var cluster = await AuditedCluster.ReadAsync(api, time, ct);
            var review = MeshAudit.Of(cluster.Mesh, cluster.IstioResources, current);
            var kind = await reports.WriteAsync(review, cluster, current, ct);
            if (kind is null)
            {
                events.Record(EventsOf(review, cluster, current));
            }

            log.Audited(
                review.Namespaces.Sum(static ns => ns.Objects), review.Namespaces.Sum(static ns => ns.Denied), review.Namespaces.Sum(static ns => ns.Warned), cluster.Unreadable.Count,
                kind?.FullName ?? "events", (long)time.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (KubernetesApiException refused)
        {
            log.AuditFailed(refused.Message);
        }
    }

    private static IEnumerable<ObjectEvent> EventsOf(MeshAudit review, AuditedCluster cluster, RouteMetricsSettings settings)
    {
        var told = review.Namespaces.Where(static ns => ns.Mode != Mode.Audit).Select(static ns => ns.Name).ToHashSet(StringComparer.Ordinal);
        var findings = review.Findings.Where(finding => finding.Object.Kind != ResourceType.HttpRoutes.Kind && told.Contains(finding.Object.Key.Namespace));
        return ObjectEvent.OfFindings(findings, cluster.Identities, settings);
    }
}
