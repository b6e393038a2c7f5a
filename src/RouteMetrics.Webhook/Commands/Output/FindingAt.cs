using RouteMetrics.Core.Findings;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>A finding, and where the input has it, such as <c>routes.yaml:19</c>; null for an object of a cluster.</summary>
internal sealed record FindingAt(Finding Finding, string? Place);
