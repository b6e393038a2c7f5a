using RouteMetrics.Mesh.Tests.Envoy;

namespace RouteMetrics.Benchmarks;

/// <summary>A filter chain to measure, and the request to it that takes the last of its rules.</summary>
/// <param name="Way">How the label is made.</param>
/// <param name="Label">What the request has to get; <c>-</c> for none.</param>
internal sealed record ProxyCase(string Kind, int Rules, string Way, LabelledChain Chain, RawRequest Request, string Label)
{
    /// <summary>On a request that is sent to see the label, not to measure.</summary>
    public const string HeaderToShowLabel = "x-show-label";

    public override string ToString() => $"{Kind}, {Rules} rules, {Way}";
}
