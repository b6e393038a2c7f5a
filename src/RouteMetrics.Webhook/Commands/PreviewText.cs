using System.Text;
using System.Text.Json;
using RouteMetrics.Admission;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>A preview for people, and as JSON.</summary>
internal static class PreviewText
{
    /// <summary>Each namespace with why it is enrolled or not, then what would be done, held back and refused there.</summary>
    public static string Write(IReadOnlyList<NamespacePreview> namespaces)
    {
        var text = new StringBuilder();
        foreach (var ns in namespaces)
        {
            text.Append($"{ns.Name}: {StandingOf(ns)}\n");
            foreach (var action in ns.Actions)
            {
                text.Append($"  would {OneLine.Of(action.ToString())}\n");
            }

            foreach (var finding in HeldIn(ns))
            {
                text.Append($"  would hold back: {OneLine.Of($"{finding.Object} {finding.Message}")}\n");
            }

            foreach (var finding in ns.Refused)
            {
                text.Append($"  would refuse {OneLine.Of($"{finding.Object}: {finding.Code} {finding.Message}")}\n");
            }
        }

        var changed = namespaces.Count(static ns => ns.Actions.Any(static action => action.IsWrite));
        return text.Append($"{(text.Length > 0 ? "\n" : "")}{changed} of {namespaces.Count} namespaces would be changed.\n").ToString();
    }

    /// <summary>
    /// An array of objects: <c>namespace</c>, <c>enrolled</c>, <c>reason</c> or null, <c>mode</c> or null for one that is going,
    /// <c>actions</c> as texts, <c>held</c> and <c>refused</c> as findings.
    /// </summary>
    public static string Json(IReadOnlyList<NamespacePreview> namespaces, RouteMetricsSettings settings) =>
        JsonText.Write(json => json.WriteObjects(namespaces, ns =>
        {
            json.WriteString("namespace", ns.Name);
            json.WriteBoolean("enrolled", ns.Enrolment is { IsEnrolled: true });
            json.WriteString("reason", ns.Enrolment?.SkipReason);
            json.WriteString("mode", ns.Enrolment?.Mode.Word());
            json.WriteStartArray("actions");
            foreach (var action in ns.Actions)
            {
                json.WriteStringValue(action.ToString());
            }

            json.WriteEndArray();
            json.WritePropertyName("held");
            json.WriteObjects(HeldIn(ns), finding => FindingsJson.Write(json, finding, settings));
            json.WritePropertyName("refused");
            json.WriteObjects(ns.Refused, finding => FindingsJson.Write(json, finding, settings));
        }));

    private static string StandingOf(NamespacePreview ns) => ns.Enrolment switch
    {
        null => "is going, or gone",
        { IsEnrolled: true, Mode: Mode.Audit } => "enrolled, in mode audit: nothing would be changed or refused",
        { IsEnrolled: true } => "enrolled",
        { SkipReason: var reason } => $"stays as it is: {reason}",
    };

    private static IEnumerable<Finding> HeldIn(NamespacePreview ns) =>
        ns.Findings.Where(static finding => finding.Code is FindingCode.RMW013 or FindingCode.RMW014);
}
