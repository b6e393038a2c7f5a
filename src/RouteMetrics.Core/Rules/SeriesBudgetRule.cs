using System.Runtime.InteropServices;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Rules;

/// <summary>RMW005: the series the routes of a namespace may have, over its budget (on each of them) or near it (a warning).</summary>
internal static class SeriesBudgetRule
{
    private const int ContributorsShown = 3;

    /// <summary>Of the routes of all namespaces, or of one alone.</summary>
    public static void Check(IReadOnlyList<TargetOperations> targets, string? onlyNamespace, EnrolledMesh mesh, FindingList findings)
    {
        var settings = mesh.Settings;
        var tags = new UnboundedTags(mesh.Snapshot, settings);
        foreach (var (name, operations) in CountsOf(targets))
        {
            // Counting names is for those that may have too many: an admission is not to pay for it.
            var budget = settings.Budget.Of(name, mesh.Snapshot.Namespace(name)?.Labels);
            if ((onlyNamespace is null || name == onlyNamespace)
                && IsNear(operations * tags.MostOfOperation(name), budget, settings))
            {
                Check(NamespaceSeries.Of(name, targets, budget, tags, settings), settings, findings);
            }
        }
    }

    /// <summary>True once the estimate reaches warnPercent of the budget.</summary>
    public static bool IsNear(long series, long budget, RouteMetricsSettings settings) =>
        series * 100 >= budget * settings.Budget.WarnPercent && series > 0;

    private static Dictionary<string, long> CountsOf(IReadOnlyList<TargetOperations> targets)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            foreach (var operation in target.Operations)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, operation.Source.Route.Namespace, out _)++;
            }
        }

        return counts;
    }

    private static void Check(NamespaceSeries series, RouteMetricsSettings settings, FindingList findings)
    {
        if (!series.IsOver && !IsNear(series.Series, series.Budget, settings))
        {
            return;
        }

        var (reason, fix) = (ReasonOf(series), FixOf(series, settings));
        foreach (var (route, _) in series.Routes)
        {
            findings.Add(
                FindingCode.RMW005, ObjectRef.Route(route), "spec.rules", null, reason, fix,

                // What somebody else's label makes of them is not to refuse the routes.
                series.OwnSeries > series.Budget ? Severity.Deny : Severity.Warn);
        }
    }

    private static string ReasonOf(NamespaceSeries series)
    {
        var standing = series.IsOver
            ? $"over its budget of {series.Budget}"
            : $"{series.Series * 100 / series.Budget} % of its budget of {series.Budget}";
        var most = string.Join(", ", series.Routes.Take(ContributorsShown).Select(static route => $"{route.Key} ({route.Value})"));
        var others = series.Unbounded is [var tag, ..]
            ? $" with label {tag.Name} of {tag.By}{(series.Unbounded.Count > 1 ? $" and {series.Unbounded.Count - 1} more" : "")}, " +
                $"whose values are unbounded (without: {series.OwnSeries})"
            : "";
        return $"namespace {series.Namespace} may have {series.Series} series{others}, {standing}; most operations are of {most}";
    }

    // Ends with what the number is made of, since a warning may be cut there.
    private static string FixOf(NamespaceSeries series, RouteMetricsSettings settings)
    {
        var budget = settings.Budget;
        var metrics = string.Join(" and ", settings.Metrics);
        var made = $"{series.Operations} operations × {budget.ResponseCodes} response codes × {budget.Sources} sources" +
            $" × {settings.Metrics.Sum(budget.SeriesOfMetric)} series of {metrics}";
        return $"give rules that need no telling apart one name, remove matches, or have budget.namespaces raised ({made})";
    }
}
