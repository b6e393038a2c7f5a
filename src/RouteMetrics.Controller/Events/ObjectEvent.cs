using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Texts;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Events;

/// <summary>
/// A Kubernetes Event about an object; one about a Namespace is in that namespace, where <c>kubectl get events -n</c> shows it. A lasting
/// one holds until somebody fixes the cause, and is not repeated meanwhile.
/// </summary>
internal sealed record ObjectEvent(
    string ApiVersion, string Kind, ObjectIdentity About, bool IsWarning, string Reason, string Message, bool IsLasting)
{
    /// <summary>Of the message, in bytes (kubernetes pkg/apis/core/validation/events.go NoteLengthLimit).</summary>
    private const int LongestMessage = 1024;

    /// <summary>Of one object; <c>lint</c> shows all of them.</summary>
    private const int MostFindings = 5;

    public string Namespace => About.Namespace ?? About.Name;

    public static ObjectEvent OfNamespace(ObjectIdentity ns, bool isWarning, string reason, string message, bool isLasting) =>
        new("v1", "Namespace", ns, isWarning, reason, CutText.Of(message, LongestMessage), isLasting);

    /// <summary>The findings about known objects, the most severe few of each.</summary>
    public static IEnumerable<ObjectEvent> OfFindings(
        IEnumerable<Finding> findings, IReadOnlyDictionary<ObjectRef, ObjectIdentity> identities, RouteMetricsSettings settings) => findings
        .Where(finding => identities.ContainsKey(finding.Object))
        .GroupBy(static finding => finding.Object)
        .SelectMany(ofObject => ofObject.OrderByDescending(static finding => finding.Severity).Take(MostFindings))
        .Select(finding => OfFinding(finding, identities[finding.Object], settings));

    private static ObjectEvent OfFinding(Finding finding, ObjectIdentity about, RouteMetricsSettings settings) => new(
        ResourceType.Of(finding.Object).ApiVersion, finding.Object.Kind, about, IsWarning: true, ReasonOf(finding),
        CutText.Of($"{finding}{FindingDocumentation.EndingOf(finding.Code, settings.Documentation)}", LongestMessage), IsLasting: true);

    private static string ReasonOf(Finding finding) => finding switch
    {
        { Code: FindingCode.RMW008 } => "NotMeasured",
        { Code: FindingCode.RMW014 } => "Held",
        { Severity: Severity.Deny } => "PolicyViolation",
        _ => "PolicyWarning",
    };
}
