using RouteMetrics.Core.Settings;

namespace RouteMetrics.Cluster.Configuration;

/// <summary>The configuration read, or every fault in it (with line numbers); exactly one of the two is there.</summary>
public sealed record ConfigurationFile(RouteMetricsSettings? Settings, IReadOnlyList<string> Faults)
{
    /// <summary>Parses YAML text of <c>kind: RouteMetricsConfig</c>; <paramref name="name"/> is shown in faults: <c>name:line: …</c>.</summary>
    public static ConfigurationFile Parse(string name, string text) => throw new System.Diagnostics.UnreachableException();

    /// <summary>The effective configuration as YAML that <see cref="Parse"/> reads back to equal settings.</summary>
    public static string Print(RouteMetricsSettings settings) => throw new System.Diagnostics.UnreachableException();
}
