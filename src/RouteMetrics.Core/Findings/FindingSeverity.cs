namespace RouteMetrics.Core.Findings;

public static class FindingSeverity
{
    /// <summary>The severity of a code: what the configuration says, else its default.</summary>
    public static Severity Of(FindingCode code, IReadOnlyDictionary<FindingCode, Severity> severities) =>
        severities.TryGetValue(code, out var configured) ? configured : DefaultOf(code);

    /// <summary>Deny only what makes metrics wrong or missing for certain; what Istio drops or shadows is told, since it may be on purpose.</summary>
    public static Severity DefaultOf(FindingCode code) => code switch
    {
        FindingCode.RMW001 or FindingCode.RMW004 or FindingCode.RMW005 or FindingCode.RMW009 or FindingCode.RMW010 or FindingCode.RMW012 =>
            Severity.Deny,
        FindingCode.RMW101 or FindingCode.RMW102 or FindingCode.RMW105 or FindingCode.RMW108 or FindingCode.RMW109 or FindingCode.RMW112
            or FindingCode.RMW114 or FindingCode.RMW119 or FindingCode.RMW120 => Severity.Deny,
        _ => Severity.Warn,
    };
}
