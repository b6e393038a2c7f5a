namespace RouteMetrics.Documents.Configuration;

/// <summary>Names that Istio fixes.</summary>
internal static class IstioNames
{
    public const string AllMetrics = "ALL_METRICS";

    /// <summary>The metrics of a Telemetry (istio/api telemetry/v1alpha1/telemetry.proto, MetricSelector.IstioMetric).</summary>
    public static readonly string[] Metrics =
    [
        AllMetrics, "REQUEST_COUNT", "REQUEST_DURATION", "REQUEST_SIZE", "RESPONSE_SIZE", "TCP_OPENED_CONNECTIONS",
        "TCP_CLOSED_CONNECTIONS", "TCP_SENT_BYTES", "TCP_RECEIVED_BYTES", "GRPC_REQUEST_MESSAGES", "GRPC_RESPONSE_MESSAGES",
    ];

    /// <summary>
    /// The labels of these metrics (istio/proxy source/extensions/filters/http/istio_stats/istio_stats.cc, all_tags_), and the two that
    /// Prometheus adds to histograms and summaries.
    /// </summary>
    public static readonly string[] Labels =
    [
        "reporter", "source_workload", "source_workload_namespace", "source_principal", "source_app", "source_version",
        "source_canonical_service", "source_canonical_revision", "source_cluster", "destination_workload", "destination_workload_namespace",
        "destination_principal", "destination_app", "destination_version", "destination_service", "destination_service_name",
        "destination_service_namespace", "destination_canonical_service", "destination_canonical_revision", "destination_cluster",
        "request_protocol", "response_flags", "connection_security_policy", "response_code", "grpc_response_status", "le", "quantile",
    ];
}
