using System.Globalization;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Objectives;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Manifests;

/// <summary>
/// The objective of a route as rules of the Prometheus operator: recording rules of the share of bad requests in each window, and alerts on
/// how fast the budget of errors burns. Nothing here is applied by the controller: who has the operator renders and applies it.
/// </summary>
internal static class PrometheusRuleManifest
{
    private const string ApiVersion = "monitoring.coreos.com/v1";

    // 5xx, and what OpenTelemetry calls the server's fault in gRPC.
    private const string Failed = "5..";
    private const string FailedGrpc = "2|4|12|13|14|15";

    /// <summary>For a route that has operations at these targets.</summary>
    public static Manifest Of(RouteKey route, ServiceLevel level, IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh)
    {
        var labels = ManifestValue.MapOf(("route", route.ToString()));
        var rules = BurnRate.Windows.Select(window => (ManifestValue)ManifestValue.MapOf(
                ("record", Recorded(window)),
                ("expr", BadShare(level, window, targets, mesh)),
                ("labels", labels)))
            .Concat(BurnRate.All.Select(burn => AlertOf(route, level, burn)));
        var name = route.Kind == RouteKind.Grpc ? $"{route.Name}-grpc-slo" : $"{route.Name}-slo";
        return ManifestShape.Of(ApiVersion, "PrometheusRule", new(route.Namespace, name), ManifestValue.MapOf(
            ("groups", ManifestValue.ListOf(ManifestValue.MapOf(
                ("name", $"routemetrics.slo.{route.Namespace}.{route.Name}"),
                ("rules", ManifestValue.ListOf([.. rules])))))));
    }

    private static string Recorded(string window) => $"route:istio_requests_bad:ratio_rate{window}";

    // Without requests there is no share, and no alert.
    private static string BadShare(ServiceLevel level, string window, IReadOnlyList<TargetOperations> targets, EnrolledMesh mesh)
    {
        var metric = level.Within is null ? "istio_requests_total" : "istio_request_duration_milliseconds_count";
        var good = targets.Select(target => Sum(
            level.Within is null ? metric : "istio_request_duration_milliseconds_bucket", window,
            [
                .. PlaceOf(target, mesh), ("response_code", "!~", Failed), ("grpc_response_status", "!~", FailedGrpc),
                .. level.Within is { } within ? [("le", "=~", BoundOf(within))] : Array.Empty<(string, string, string)>(),
            ]));
        var all = targets.Select(target => Sum(metric, window, PlaceOf(target, mesh)));
        return $"1 - ({string.Join(" + ", good)}) / ({string.Join(" + ", all)} > 0)";
    }

    // A sum of nothing is nothing, which would take the others with it.
    private static string Sum(string metric, string window, IEnumerable<(string, string, string)> matchers) =>
        $"(sum(rate({PromQl.Selector(metric, matchers)}[{window}])) or vector(0))";

    // Prometheus 3 writes the bound as a float.
    private static string BoundOf(decimal within) =>
        within == decimal.Truncate(within)
            ? string.Create(CultureInfo.InvariantCulture, $"{within:0}(\\.0)?")
            : within.ToString(CultureInfo.InvariantCulture).Replace(".", "\\.", StringComparison.Ordinal);

    private static (string, string, string)[] PlaceOf(TargetOperations target, EnrolledMesh mesh)
    {
        var ns = target.Target.Key.Namespace;
        var values = target.Operations.Select(static operation => operation.Value).Distinct(StringComparer.Ordinal);
        (string, string, string) names = (mesh.Settings.LabelName, "=~", PromQl.AnyOf(values));
        return target.Target.IsAtWaypoint
            ? [("reporter", "=", "waypoint"), ("destination_service_namespace", "=", ns), Service(), names]
            : [("reporter", "=", "source"), ("source_workload_namespace", "=", ns), names];

        (string, string, string) Service() => mesh.Snapshot.MetricNamesOf(target.Target) is var hosts && hosts is [var only]
            ? ("destination_service_name", "=", only)
            : ("destination_service_name", "=~", PromQl.AnyOf(hosts));
    }

    private static ManifestValue.Map AlertOf(RouteKey route, ServiceLevel level, BurnRate burn)
    {
        var text = route.ToString();
        var limit = string.Create(CultureInfo.InvariantCulture, $"{burn.Factor * (1 - level.Share):0.#########}");
        return ManifestValue.MapOf(
            ("alert", "RouteObjectiveBurns"),
            ("expr", $"{Above(burn.Long)} and {Above(burn.Short)}"),
            ("labels", ManifestValue.MapOf(("severity", burn.Severity), ("window", burn.Long))),
            ("annotations", ManifestValue.MapOf((
                "summary",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{text}: {{{{ $value | humanizePercentage }}}} of the requests of {burn.Long} were bad; {burn.Factor:0.#} times what "
                    + $"{level.Share * 100:0.######}% allows")))));

        string Above(string window) => $"{PromQl.Selector(Recorded(window), ("route", "=", text))} > {limit}";
    }
}
