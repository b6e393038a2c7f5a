using System.Text.Json.Nodes;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Texts;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reports;

/// <summary>
/// The findings of one namespace as a Report of openreports.io/v1alpha1 or a PolicyReport of wgpolicyk8s.io/v1alpha2, whose results have
/// the same fields (report_types.go of both). A finding that denies is a <c>fail</c>, any other a <c>warn</c>. It holds no time, so that
/// the same findings are the same report.
/// </summary>
internal static class NamespaceReport
{
    public const string Name = IstioLabels.Manager;

    /// <summary>How many findings have no result; the summary counts them.</summary>
    public const string OmittedAnnotation = "routemetrics.io/results-omitted";

    /// <summary>With messages of 1 KiB, a third of etcd's request limit (1.5 MiB).</summary>
    private const int MostResults = 250;

    private const int LongestMessage = 1024;

    /// <summary>The findings are of this namespace, in document order, and at least one.</summary>
    public static JsonObject Of(
        ResourceType type,
        string ns,
        IReadOnlyList<Finding> findings,
        IReadOnlyDictionary<ObjectRef, ObjectIdentity> identities,
        RouteMetricsSettings settings)
    {
        var shown = findings.OrderByDescending(static finding => finding.Severity).Take(MostResults);
        var report = new JsonObject
        {
            ["apiVersion"] = type.ApiVersion,
            ["kind"] = type.Kind,
            ["metadata"] = MetadataOf(ns, findings.Count - MostResults),
            ["scope"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["name"] = ns },
            ["summary"] = new JsonObject
            {
                ["pass"] = 0,
                ["fail"] = findings.Count(static finding => finding.Severity == Severity.Deny),
                ["warn"] = findings.Count(static finding => finding.Severity == Severity.Warn),
                ["error"] = 0,
                ["skip"] = 0,
            },
            ["results"] = new JsonArray(
                [.. shown.Select(finding => ResultOf(finding, identities.GetValueOrDefault(finding.Object), settings))]),
        };
        if (type == ResourceType.Reports)
        {
            report["source"] = IstioLabels.Manager;
        }

        return report;
    }

    private static JsonObject MetadataOf(string ns, int omitted)
    {
        var metadata = new JsonObject
        {
            ["name"] = Name,
            ["namespace"] = ns,
            ["labels"] = new JsonObject { [IstioLabels.ManagedBy] = IstioLabels.Manager },
        };
        if (omitted > 0)
        {
            metadata["annotations"] = new JsonObject { [OmittedAnnotation] = $"{omitted}" };
        }

        return metadata;
    }

    private static JsonObject ResultOf(Finding finding, ObjectIdentity? identity, RouteMetricsSettings settings)
    {
        var denies = finding.Severity == Severity.Deny;
        var resource = new JsonObject
        {
            ["apiVersion"] = ResourceType.Of(finding.Object).ApiVersion,
            ["kind"] = finding.Object.Kind,
            ["namespace"] = finding.Object.Key.Namespace,
            ["name"] = finding.Object.Key.Name,
        };
        if (identity is not null)
        {
            resource["uid"] = identity.Uid;
        }

        return new()
        {
            ["source"] = IstioLabels.Manager,
            ["policy"] = finding.Code.ToString(),
            ["category"] = "Route metrics",
            ["severity"] = denies ? "high" : "medium",
            ["result"] = denies ? "fail" : "warn",
            ["scored"] = denies,
            ["resources"] = new JsonArray(resource),
            ["message"] = CutText.Of(
                $"{finding.Message}{FindingDocumentation.EndingOf(finding.Code, settings.Documentation)}", LongestMessage),
            ["properties"] = new JsonObject
            {
                ["title"] = FindingDocumentation.TitleOf(finding.Code),
                ["path"] = CutText.Of(finding.Path, LongestMessage),
            },
        };
    }
}
