using RouteMetrics.Cluster.Documents;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Commands.Linting;

/// <summary>A finding, and the line of the input that it is about.</summary>
internal sealed record PlacedFinding(Finding Finding, InputPlace? Place)
{
    /// <summary>Object, path, value, reason and link: the whole message but for code and severity.</summary>
    public string Message(RouteMetricsSettings settings) =>
        $"{Finding.Object} {Finding.Message}{FindingDocumentation.EndingOf(Finding.Code, settings)}";
}
