using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission;

/// <summary>Turns findings, most severe first, into the verdict of a mode.</summary>
internal static class Judgement
{
    /// <summary>Calls <paramref name="isUnchanged"/> only before a denial: whether the request leaves all we judge as it was.</summary>
    public static Verdict Decide(IReadOnlyList<Finding> findings, Mode mode, RouteMetricsSettings settings, Func<bool> isUnchanged)
    {
        if (findings.Count == 0)
        {
            return Told("allowed", mode, [], findings);
        }

        ClientLine[] lines = [.. findings.Select(finding => LineOf(finding, settings))];
        var isDenied = findings[0].Severity == Severity.Deny;
        return mode switch
        {
            Mode.Audit => Told(isDenied ? "allowed: would be denied in mode enforce" : "allowed", mode, lines, findings),
            Mode.Warn => Warned(isDenied ? "allowed: would be denied in mode enforce" : "allowed", mode, lines, findings),
            _ when !isDenied => Warned("allowed", mode, lines, findings),
            // An object admitted under an earlier policy must stay possible to scale, label and finalize.
            _ when isUnchanged() => Warned("allowed: the update changes nothing that is judged", mode, lines, findings),
            _ => Told("denied", mode, lines, findings) with { Denial = new(ClientText.Join(lines, ClientText.MessageLimit)) },
        };
    }

    private static ClientLine LineOf(Finding finding, RouteMetricsSettings settings) =>
        new(finding.ToString(), FindingDocumentation.EndingOf(finding.Code, settings.Documentation));

    private static Verdict Warned(string decision, Mode mode, ClientLine[] lines, IReadOnlyList<Finding> findings) =>
        Told(decision, mode, lines, findings) with { Warnings = ClientText.Warnings(lines) };

    private static Verdict Told(string decision, Mode mode, ClientLine[] lines, IReadOnlyList<Finding> findings)
    {
        var verdict = Verdict.Of(decision, mode);
        return lines.Length == 0 ? verdict : verdict with
        {
            AuditAnnotations = [.. verdict.AuditAnnotations, new(Verdict.FindingsKey, ClientText.Join(lines, ClientText.WarningsLimit))],
            Codes = [.. findings.Select(finding => finding.Code).Distinct()],
        };
    }
}
