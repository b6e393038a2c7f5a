using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Conflicts;

/// <summary>
/// What the Telemetries of others come to at one place, as istiod merges them (pilot/pkg/model/telemetry.go): the root namespace's, the
/// namespace's (of each only the oldest of those for all), then all that name the proxy, oldest first. Each overwrites those before it,
/// tag by tag; the last that names providers decides which there are.
/// </summary>
internal sealed class TelemetryMerge
{
    /// <summary>The provider of Istio's charts, and the only one that is known to be of Prometheus.</summary>
    public const string Prometheus = "prometheus";

    private readonly Dictionary<string, (string? Value, AttachedObject.Telemetry By)> tags = new(StringComparer.Ordinal);
    private readonly RouteMetricsSettings settings;
    private IReadOnlyList<string> providers = [Prometheus];
    private AttachedObject.Telemetry? providersBy;

    private TelemetryMerge(RouteMetricsSettings settings) => this.settings = settings;

    /// <summary>What each of our metrics has as our label, and by whom; a null value is a label that is removed.</summary>
    public IReadOnlyDictionary<string, (string? Value, AttachedObject.Telemetry By)> Tags => tags;

    /// <summary>Whose providers leave Prometheus out, and which; null if none do.</summary>
    public (AttachedObject.Telemetry By, IReadOnlyList<string> Providers)? Elsewhere =>
        providersBy is { } by && !CountsForPrometheus ? (by, providers) : null;

    /// <summary>Who turns all metrics off; any override after it, such as ours, turns them on again.</summary>
    public AttachedObject.Telemetry? DisabledBy { get; private set; }

    private bool CountsForPrometheus => providers.Contains(Prometheus, StringComparer.Ordinal);

    public static TelemetryMerge Of(MeasuringPlace place, MeshSnapshot mesh, RouteMetricsSettings settings)
    {
        var merge = new TelemetryMerge(settings);
        foreach (var telemetry in InOrder(place, mesh).Where(static item => !item.IsGivenUp))
        {
            merge.Add(telemetry, place.IsWaypoint);
        }

        return merge;
    }

    /// <summary>Whether one of ours, which names the proxy, overwrites it.</summary>
    public static bool YieldsToOurs(AttachedObject.Telemetry theirs, AttachedObject? ours) =>
        theirs.IsForAll || ours is null || AttachedAge.Instance.Compare(theirs, ours) < 0;

    private static IEnumerable<AttachedObject.Telemetry> InOrder(MeasuringPlace place, MeshSnapshot mesh)
    {
        var forAll = new[] { MeshSnapshot.RootNamespace, place.Gateway.Namespace, place.Target.Key.Namespace }
            .Distinct(StringComparer.Ordinal)
            .Select(ns => In(ns, mesh).Where(static item => item is { IsForAll: true, IsUnread: false }).Min(AttachedAge.Instance))
            .OfType<AttachedObject.Telemetry>();
        var named = place.Namespaces.SelectMany(ns => In(ns, mesh)).Where(place.Names).Order(AttachedAge.Instance)
            .OfType<AttachedObject.Telemetry>();
        return forAll.Concat(named);
    }

    private static IEnumerable<AttachedObject.Telemetry> In(string ns, MeshSnapshot mesh) =>
        mesh.AttachedIn(ns).OfType<AttachedObject.Telemetry>().Where(static item => !item.IsOurs);

    private void Add(AttachedObject.Telemetry telemetry, bool isWaypoint)
    {
        if (telemetry.IsUnread)
        {
            Set(settings.Metrics, "", telemetry);
        }

        foreach (var entry in telemetry.Metrics)
        {
            if (entry.Providers.Count > 0)
            {
                (providers, providersBy) = (entry.Providers, telemetry);
            }

            // A waypoint reports as a server, a Gateway as a client.
            var other = isWaypoint ? "CLIENT" : "SERVER";
            foreach (var change in entry.Overrides.Where(change => CountsForPrometheus && change.Mode != other))
            {
                Add(change, telemetry);
            }
        }
    }

    private void Add(MetricOverride change, AttachedObject.Telemetry telemetry)
    {
        DisabledBy = change is { Disables: true, Metric: null } ? telemetry : null;
        foreach (var (name, value) in change.Tags)
        {
            if (name == settings.LabelName)
            {
                Set(settings.Metrics.Where(change.IsFor), value, telemetry);
            }
        }
    }

    private void Set(IEnumerable<string> metrics, string? value, AttachedObject.Telemetry by)
    {
        foreach (var metric in metrics)
        {
            tags[metric] = (value, by);
        }
    }
}
