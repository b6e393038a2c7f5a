using System.Diagnostics.Metrics;
using System.Reflection;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core.Findings;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// What is observed of this process when somebody asks. Labels are in the descriptions, which docs/metrics.md is made of. What only the
/// leader knows, only the leader has.
/// </summary>
internal sealed class StateMetrics : IDisposable
{
    private readonly Meter meter = new("RouteMetrics.Webhook");
    private readonly ServeInputs inputs;
    private readonly AdmissionServer admission;
    private readonly ClusterWork? cluster;

    public StateMetrics(ServeInputs inputs, AdmissionServer admission, ClusterWork? cluster, JsonLog logs)
    {
        (this.inputs, this.admission, this.cluster) = (inputs, admission, cluster);
        var build = BuildTags();
        _ = meter.CreateObservableGauge(
            "routemetrics.build.info", () => new Measurement<int>(1, build), null, "1, with `version`, `commit` and `dotnet`");
        _ = meter.CreateObservableGauge(
            "routemetrics.ready", () => admission.IsReady ? 1 : 0, null, "1 if this replica is ready for reviews, else 0");
        _ = meter.CreateObservableCounter(
            "routemetrics.log.lines.lost", () => logs.Dropped, "{line}", "Lines of the log that its reader was too slow for");
        ObserveCertificate();
        ObserveLeader();
        ObserveAudit();
    }

    private ControllerState? Leading => cluster?.State;

    public void Dispose() => meter.Dispose();

    private void ObserveCertificate()
    {
        _ = meter.CreateObservableGauge(
            "routemetrics.certificate.expiry.timestamp", () => UnixTime(inputs.Certificate.Value.Leaf.NotAfter), "s",
            "When the certificate that is served ends; seconds since 1970");
        _ = meter.CreateObservableGauge(
            "routemetrics.certificate.authority.expiry.timestamp",
            () => Some<double>(admission.Certificate?.AuthorityEnd is { } end ? UnixTime(end.UtcDateTime) : null), "s",
            "When the CA of the self-managed certificate ends; seconds since 1970");
        _ = meter.CreateObservableGauge(
            "routemetrics.certificate.untrusting.webhooks", () => Some(admission.Certificate?.Untrusting.Count), null,
            "Webhooks whose caBundle does not fit the self-managed certificate that is served: the API server cannot call them");
    }

    private void ObserveLeader()
    {
        _ = meter.CreateObservableGauge(
            "routemetrics.leader", () => Some<int>(cluster is null ? null : Leading is null ? 0 : 1), null,
            "1 if this replica writes to the cluster, else 0; all replicas together have 1");
        _ = meter.CreateObservableGauge(
            "routemetrics.cached.objects",
            () => (cluster?.Cached ?? []).Select(static of => new Measurement<int>(of.Count, Tag("resource", of.Type.FullName))), null,
            "Objects of a `resource` that this replica has in memory");
        _ = meter.CreateObservableGauge(
            "routemetrics.queue.depth", () => Some(Leading?.Queued), null,
            "Namespaces that wait to be reconciled, also for the pause after a failure to end (leader)");
        _ = meter.CreateObservableGauge(
            "routemetrics.queue.overdue", () => Some(Leading?.Overdue.TotalSeconds), "s",
            "How long the namespace has been due that waits longest for a worker (leader)");
        _ = meter.CreateObservableGauge(
            "routemetrics.held.targets",
            () => Leading?.Held is { } held
                ? [new(held.Targets, Tag("reason", "foreign_object")), new(held.Waypoints, Tag("reason", "security_policy"))]
                : Array.Empty<Measurement<int>>(),
            null,
            "Services, Gateways and waypoints that nothing is written for, by `reason`: foreign_object (RMW014), security_policy (RMW013) "
                + "(leader)");
    }

    private void ObserveAudit()
    {
        _ = meter.CreateObservableGauge(
            "routemetrics.audit.timestamp", () => Some<double>(Audit is { At: var at } ? UnixTime(at.UtcDateTime) : null), "s",
            "When the last audit that succeeded has ended; seconds since 1970 (leader)");
        _ = meter.CreateObservableGauge(
            "routemetrics.audit.objects",
            () => Audit is { } last
                ?
                [
                    new(last.Clean, Tag("result", "clean")), new(last.Warned, Tag("result", "warned")),
                    new(last.Denied, Tag("result", "denied")), new(last.Unreadable, Tag("result", "unreadable")),
                ]
                : Array.Empty<Measurement<int>>(),
            null, "Objects of the last audit, by their worst `result`: clean, warned, denied; unreadable ones are not judged (leader)");
        _ = meter.CreateObservableGauge(
            "routemetrics.audit.findings",
            () => (Audit?.Findings ?? new Dictionary<(FindingCode, Severity), int>()).Select(static found => new Measurement<int>(
                found.Value, Tag("code", found.Key.Code.ToString()), Tag("severity", AdmissionMetrics.WordOf(found.Key.Severity)))),
            null, "Findings of the last audit, by `code` and `severity` (leader)");
        _ = meter.CreateObservableGauge(
            "routemetrics.budget.used.ratio",
            () => (Audit?.Fullest ?? []).Select(static ns => new Measurement<double>(ns.Value, Tag("routes_namespace", ns.Key))), null,
            "Share of its series budget that a namespace may use, in the last audit: of the ten fullest, by `routes_namespace` (leader)");
    }

    private AuditResult? Audit => Leading?.LastAudit;

    private static KeyValuePair<string, object?>[] BuildTags()
    {
        var informational =
            typeof(StateMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var parts = informational.Split('+', 2);
        return
        [
            Tag("version", parts[0]), Tag("commit", parts.Length > 1 ? parts[1] : "unknown"), Tag("dotnet", Environment.Version.ToString()),
        ];
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static Measurement<T>[] Some<T>(T? value)
        where T : struct => value is { } known ? [new(known)] : [];

    private static double UnixTime(DateTime time) => (time.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
}
