namespace RouteMetrics.Core.Objectives;

/// <summary>
/// An alert on how fast the errors of thirty days are used up, as in "Alerting on SLOs" of the SRE Workbook: over a long window, so that it
/// matters, and over a short one, so that it is still going on.
/// </summary>
/// <param name="Factor">1 uses up exactly what thirty days allow.</param>
internal sealed record BurnRate(string Severity, string Long, string Short, decimal Factor)
{
    public static readonly BurnRate[] All =
    [
        new("critical", "1h", "5m", 14.4m), new("critical", "6h", "30m", 6), new("warning", "1d", "2h", 3), new("warning", "3d", "6h", 1),
    ];

    /// <summary>Each once, the shortest first.</summary>
    public static readonly string[] Windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];
}
