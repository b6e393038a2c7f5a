using System.Text.Json;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Reports;

/// <summary>
/// Judges the whole cluster periodically, as admission would now: objects older than the policy or admitted while the webhook was down, and
/// those that other objects have affected since. It writes reports in every mode. If the cluster serves no kind for them, it writes Events
/// about WasmPlugins, TrafficExtensions and Telemetries outside mode audit (the reconciler writes those about routes), and the log.
/// </summary>
internal sealed class PeriodicAudit(
    KubernetesApi api, RouteIntake intake, EventRecorder events, Func<RouteMetricsSettings> settings, TimeSpan interval, TimeProvider time,
    ILogger log)
{
    /// <summary>A new leader has more urgent things to do.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    private readonly ReportWriter reports = new(api, log);

    /// <summary>The last one that ended well; null before.</summary>
    public AuditResult? Last { get; private set; }

    /// <summary>Runs until cancelled; an interval of zero turns it off.</summary>
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
            var cluster = await AuditedCluster.ReadAsync(
                api, current.OwnNamespace, ReadRoute, RouteRoom.OfProcess().InNamespace, time, ct);
            var audit = MeshAudit.Of(cluster.Mesh, cluster.IstioResources, current);
            var kind = await reports.WriteAsync(audit, cluster, current, ct);
            if (kind is null)
            {
                events.Record(EventsOf(audit, cluster, current));
            }

            Last = AuditResult.Of(audit, cluster.Unreadable.Count, time.GetUtcNow());
            ControllerMetrics.Audited("done");
            log.Audited(
                audit.Namespaces.Sum(static ns => ns.Objects),
                audit.Namespaces.Sum(static ns => ns.Denied),
                audit.Namespaces.Sum(static ns => ns.Warned),
                cluster.Unreadable.Count,
                kind?.FullName ?? "events",
                (long)time.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (KubernetesApiException refused)
        {
            ControllerMetrics.Audited("failed");
            log.AuditFailed(refused.Message);
        }
    }

    // What the cache holds already is not held twice.
    private HttpRoute ReadRoute(ref Utf8JsonReader reader, RouteKind kind, List<ReadFault> faults) =>
        intake.Read(ref reader, kind, faults).Value;

    private static IEnumerable<ObjectEvent> EventsOf(MeshAudit audit, AuditedCluster cluster, RouteMetricsSettings settings)
    {
        var namespaces = audit.Namespaces.Where(static ns => ns.Mode != Mode.Audit).Select(static ns => ns.Name)
            .ToHashSet(StringComparer.Ordinal);
        var findings = audit.Findings.Where(finding =>
            !finding.Object.IsRoute && namespaces.Contains(finding.Object.Key.Namespace));
        return ObjectEvent.OfFindings(findings, cluster.Identities, settings);
    }
}
