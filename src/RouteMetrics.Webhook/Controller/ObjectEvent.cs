using System.Text;
using RouteMetrics.Cluster.Api;
using RouteMetrics.Cluster.Watching;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Controller;

/// <summary>
/// What a user must know about an object, as a Kubernetes Event tells it. Of a Namespace, too, it is told in that namespace, where <c>kubectl get events -n</c>
/// shows it. <paramref name="IsLasting"/>: it holds until somebody mends it, and is not told again as long as it does.
/// </summary>
internal sealed record ObjectEvent(string ApiVersion, string Kind, ObjectIdentity About, bool IsWarning, string Reason, string Message, bool IsLasting)
{
    /// <summary>Of the message, in bytes (kubernetes pkg/apis/core/validation/events.go NoteLengthLimit).</summary>
    private const int LongestMessage = 1024;

    /// <summary>Of one route; what is beyond is found with <c>lint</c>.</summary>
    private const int MostFindings = 5;

    public string Namespace => About.Namespace ?? About.Name;

    public static ObjectEvent OfNamespace(ObjectIdentity ns, bool isWarning, string reason, string message, bool isLasting) =>
        new("v1", "Namespace", ns, isWarning, reason, Cut(message), isLasting);

    /// <summary>The findings about routes, where these are judged at all: not in namespaces that are left alone, nor in audit mode.</summary>
    public static IEnumerable<ObjectEvent> OfFindings(NamespaceView view, DesiredNamespace desired, RouteMetricsSettings settings)
    {
        var judged = view.Mesh.Namespaces
            .Where(ns => NamespaceEnrolment.Decide(ns, settings) is { RefusalReason: null, Mode: not Mode.Audit })
            .Select(static ns => ns.Name)
            .ToHashSet(StringComparer.Ordinal);
        return desired.Findings
            .Where(finding => finding.Object.Kind == ResourceType.HttpRoutes.Kind && judged.Contains(finding.Object.Key.Namespace) && view.Routes.ContainsKey(finding.Object.Key))
            .GroupBy(static finding => finding.Object.Key)
            .SelectMany(ofRoute => ofRoute.OrderByDescending(static finding => finding.Severity).Take(MostFindings))
            .Select(finding => OfFinding(finding, view.Routes[finding.Object.Key], settings));
    }

    private static ObjectEvent OfFinding(Finding finding, ObjectIdentity route, RouteMetricsSettings settings) => new(
        $"{ParentRef.GatewayGroup}/v1", "HTTPRoute", route, IsWarning: true, ReasonOf(finding), Cut($"{finding}{FindingDocumentation.EndingOf(finding.Code, settings)}"), IsLasting: true);

    private static string ReasonOf(Finding finding) => finding switch
    {
        { Code: FindingCode.RMW008 } => "NotMeasured",
        { Severity: Severity.Deny } => "PolicyViolation",
        _ => "PolicyWarning",
    };

    private static string Cut(string message)
    {
        if (Encoding.UTF8.GetByteCount(message) <= LongestMessage)
        {
            return message;
        }

        const char More = '…';
        var left = LongestMessage - new Rune(More).Utf8SequenceLength;
        var text = new StringBuilder();
        foreach (var rune in message.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            text.Append(rune.ToString());
        }

        return text.Append(More).ToString();
    }
}
