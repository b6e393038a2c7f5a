using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Commands.Screens;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The estimated Prometheus series per target, and per namespace against its budget.</summary>
internal static class SeriesTable
{
    public static void Write(Page page, IReadOnlyList<NamespaceSeries> namespaces, RouteMetricsSettings settings)
    {
        if (namespaces.Count == 0)
        {
            return;
        }

        List<string[]> rows = [["SERIES OF", "OPERATIONS", "SERIES", "BUDGET"]];
        foreach (var series in namespaces)
        {
            rows.AddRange(
                series.Targets.Select(
                    static target => Row($"{target.Target.Kind} {target.Target.Key}", target.Operations, target.Series, "")));
            rows.Add(Row($"Namespace {series.Namespace}", series.Operations, series.Series, BudgetOf(series)));
        }

        var budget = settings.Budget;
        page.Table(rows).Line(
            $"Estimated: operations × {budget.ResponseCodes} response codes × {budget.Sources} sources × "
            + $"{settings.Metrics.Sum(budget.SeriesOfMetric)} series of {string.Join(", ", settings.Metrics)}");
    }

    private static string[] Row(string name, long operations, long series, string budget) => [name, $"{operations}", $"{series}", budget];

    private static string BudgetOf(NamespaceSeries series) =>
        series.Budget == 0 ? "0" : $"{series.Budget} ({series.Series * 100 / series.Budget} % used)";
}
