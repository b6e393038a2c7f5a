using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Documents.Configuration;

/// <summary>The settings below <c>budget</c>: how many series a namespace may have, and how they are estimated.</summary>
internal static class BudgetSetting
{
    private const int MostCodes = 1000;
    private const int MostSources = 1_000_000;
    private const int MostBuckets = 1000;

    public static readonly IReadOnlyList<Setting> All =
    [
        Number("series",
            "Series that the operations of a namespace may become; its label routemetrics.io/series-budget may ask for less.",
            0, int.MaxValue, b => b.Series, (b, v) => b with { Series = v }),
        new("budget.namespaces",
            "Other budgets by the name of a namespace, or the start of one followed by *, such as shop-*: 500000.", Show, Read),
        Number("responseCodes",
            "The estimate: series = operations × responseCodes × sources × metrics (a histogram: its buckets, sum and count).",
            1, MostCodes, b => b.ResponseCodes, (b, v) => b with { ResponseCodes = v }),
        Number("sources", "Workloads that call one operation.", 1, MostSources,
            b => b.Sources, (b, v) => b with { Sources = v }),
        Number("histogramBuckets", "+Inf included; Envoy's default has 20.", 1, MostBuckets,
            b => b.HistogramBuckets, (b, v) => b with { HistogramBuckets = v }),
        Number("unboundedValues", "Values that a label of another Telemetry is taken to have where it is a path, an id or the like.",
            1, MostSources, b => b.UnboundedValues, (b, v) => b with { UnboundedValues = v }),
        Number("warnPercent", "Percent of the budget from which on a warning is given.", 1, 100,
            b => b.WarnPercent, (b, v) => b with { WarnPercent = v }),
    ];

    private static Setting Number(
        string name, string comment, int least, int most, Func<SeriesBudget, int> get, Func<SeriesBudget, int, SeriesBudget> set) => new(
        $"budget.{name}",
        comment,
        settings => (long)get(settings.Budget),
        (settings, value) =>
            value.AsNumber(least, most) is { } number ? settings with { Budget = set(settings.Budget, number) } : settings);

    private static ManifestValue.Map Show(RouteMetricsSettings settings) => new(
        [.. settings.Budget.Namespaces.OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            .Select(static entry => KeyValuePair.Create(entry.Key, (ManifestValue)(long)entry.Value))]);

    private static RouteMetricsSettings Read(RouteMetricsSettings settings, SettingValue value)
    {
        var namespaces = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, series) in value.AsEntries())
        {
            if (series.AsNumber(0, int.MaxValue) is { } number)
            {
                namespaces[name] = number;
            }
        }

        return settings with { Budget = settings.Budget with { Namespaces = namespaces } };
    }
}
