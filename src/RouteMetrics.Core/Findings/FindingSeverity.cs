namespace RouteMetrics.Core.Findings;

public static class FindingSeverity
{
    /// <summary>The severity of a code: the configured one, else its default.</summary>
    public static Severity Of(FindingCode code, IReadOnlyDictionary<FindingCode, Severity> severities) =>
        severities.TryGetValue(code, out var configured) ? configured : DefaultOf(code);

    public static Severity DefaultOf(FindingCode code) => FindingDocumentation.DefaultSeverityOf(code);
}
