using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Settings;

/// <summary>
/// How many time series the operations of a namespace may become, and what one operation is estimated to become: a series for each response
/// code, source and metric. Prometheus takes 3 to 4 KB of memory for a series, and a waypoint keeps each as long as it runs.
/// </summary>
public sealed record SeriesBudget
{
    /// <summary>1,700 operations with the other defaults, about 4 GB of Prometheus: more than any namespace has on purpose.</summary>
    public int Series { get; init; } = 1_000_000;

    /// <summary>Other budgets, by the name of a namespace or the start of one followed by <c>*</c>; the longest that fits counts.</summary>
    public IReadOnlyDictionary<string, int> Namespaces { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>That one operation answers with, such as 200, 404, 500, 503 and one of its own.</summary>
    public int ResponseCodes { get; init; } = 5;

    /// <summary>Workloads that call one operation.</summary>
    public int Sources { get; init; } = 5;

    /// <summary>Of a histogram, +Inf included; Envoy's default has 20. Sum and count come on top.</summary>
    public int HistogramBuckets { get; init; } = 20;

    /// <summary>What the values of a label that a Telemetry sets to a path, an id or the like are taken for.</summary>
    public int UnboundedValues { get; init; } = 1000;

    /// <summary>Percent of a budget from which its use is reported.</summary>
    public int WarnPercent { get; init; } = 80;

    /// <summary>
    /// The budget of a namespace: what the configuration grants, or less where the namespace's own label asks for less. More cannot be
    /// asked for: whoever may label a namespace need not be who pays for Prometheus. A label that is no number counts as absent.
    /// </summary>
    public int Of(string name, IReadOnlyDictionary<string, string>? labels)
    {
        var (granted, longest) = (Series, -1);
        foreach (var (pattern, series) in Namespaces)
        {
            if (pattern.Length > longest && NamespacePattern.Matches(pattern, name))
            {
                (granted, longest) = (series, pattern.Length);
            }
        }

        return labels?.TryGetValue(IstioLabels.SeriesBudget, out var text) == true
            && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var asked)
            ? Math.Min(granted, asked)
            : granted;
    }

    /// <summary>The series of one operation.</summary>
    public long SeriesOfOperation(IReadOnlyList<string> metrics) => (long)ResponseCodes * Sources * metrics.Sum(SeriesOfMetric);

    /// <summary>The series of one metric for fixed other labels. TCP metrics have none per operation: no route is involved.</summary>
    public long SeriesOfMetric(string metric) => metric switch
    {
        "REQUEST_COUNT" or "GRPC_REQUEST_MESSAGES" or "GRPC_RESPONSE_MESSAGES" => 1,
        "REQUEST_DURATION" or "REQUEST_SIZE" or "RESPONSE_SIZE" => HistogramBuckets + 2,
        "ALL_METRICS" => (3 * (HistogramBuckets + 2)) + 3,
        _ => 0,
    };
}
