using System.Globalization;
using System.Text;

namespace RouteMetrics.Controller.Diagnosis;

/// <summary>Requests by Service and label, from an exposition in Prometheus' text format: of the proxies that know routes.</summary>
internal sealed class SeenLabels
{
    private readonly Dictionary<(string Namespace, string Service, string Label), double> counts = [];

    public void Add(string ns, string service, string label, double count) =>
        counts[(ns, service, label)] = counts.GetValueOrDefault((ns, service, label)) + count;

    /// <summary>Adds the samples of <c>istio_requests_total</c> that have the label; other lines are left out.</summary>
    public void Read(string exposition, string label)
    {
        foreach (var line in exposition.Split('\n'))
        {
            if (line.StartsWith("istio_requests_total{", StringComparison.Ordinal) && LabelsOf(line, out var rest) is { } labels
                && labels.GetValueOrDefault(label) is { Length: > 0 } value
                && double.TryParse(rest.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
            {
                Add(
                    labels.GetValueOrDefault("destination_service_namespace", ""), labels.GetValueOrDefault("destination_service_name", ""), value,
                    count);
            }
        }
    }

    /// <summary>A line for each operation of a Service, and its share of requests without a name.</summary>
    public IReadOnlyList<Check> Of(string ns, string service, IReadOnlyList<string> operations, string unmatched)
    {
        var all = counts.Where(item => item.Key.Namespace == ns && item.Key.Service == service).ToList();
        var total = all.Sum(static item => item.Value);
        if (total == 0)
        {
            return [Check.Unknown($"{ns}: labels of {service}", "no request has been counted yet", "send one, and ask again")];
        }

        var share = all.Where(item => item.Key.Label == unmatched).Sum(static item => item.Value) / total;
        var text = string.Create(CultureInfo.InvariantCulture, $"{total:0} requests, {share * 100:0.#} % without a name");
        return
        [
            share < 1
                ? Check.Pass($"{ns}: labels of {service}", text)
                : Check.Fail(
                    $"{ns}: labels of {service}", text,
                    "the labels do not flow: see the lines about plugins, module and provider; a change takes a proxy some seconds"),
            .. operations.Select(operation => counts.GetValueOrDefault((ns, service, operation)) is > 0 and var count
                ? Check.Pass($"{ns}: {operation}", string.Create(CultureInfo.InvariantCulture, $"seen, {count:0} requests"))
                : Check.Unknown($"{ns}: {operation}", "not seen yet", "send such a request, and ask again")),
        ];
    }

    // name="value",… with \\, \" and \n escaped.
    private static Dictionary<string, string>? LabelsOf(string line, out string rest)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = line.IndexOf('{', StringComparison.Ordinal) + 1;
        rest = "";
        while (at < line.Length && line[at] != '}')
        {
            var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
            {
                return null;
            }

            var value = new StringBuilder();
            var name = line[at..equals].Trim(',', ' ');
            for (at = equals + 2; at < line.Length && line[at] != '"'; at++)
            {
                at += line[at] == '\\' && at + 1 < line.Length ? 1 : 0;
                value.Append(line[at - 1] == '\\' && line[at] == 'n' ? '\n' : line[at]);
            }

            labels[name] = value.ToString();
            at++;
        }

        rest = at < line.Length ? line[(at + 1)..].Trim() : "";
        return at < line.Length ? labels : null;
    }
}
