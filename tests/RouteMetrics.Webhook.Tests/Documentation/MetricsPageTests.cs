using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;
using RouteMetrics.Webhook.Tests.Host;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>docs/metrics.md has what the code measures, under the names that Prometheus gets. <c>UPDATE_GOLDEN=1</c> writes it.</summary>
public sealed class MetricsPageTests
{
    private const string Page = "docs/metrics.md";

    [Fact]
    public async Task Every_metric_is_on_the_page()
    {
        var rows = (await InstrumentsAsync()).Select(static instrument =>
            $"| `{NameOf(instrument)}` | {TypeOf(instrument)} | {instrument.Description} |\n");

        var text = $"| Metric | Type | Meaning |\n|---|---|---|\n{string.Concat(rows.Order(StringComparer.Ordinal))}";

        Assert.Equal(text, DocumentPage.Generated(Page, "metrics", text));
    }

    [Fact]
    public async Task What_is_scraped_has_the_names_types_and_labels_of_the_page()
    {
        await using var program = await ServedProgram.StartAsync("--metrics-port", "0");
        using var client = program.Client(new(2, 0));
        foreach (var body in new[] { Reviews.Route(Reviews.TwoRules), "{}" })
        {
            using var review = RunningServer.Json(body);
            _ = await RunningServer.PostAsync(client, "/validate/httproutes", review);
        }

        _ = await RunningServer.GetAsync(client, "/nothing");
        var text = await Exposition.OfAsync(program);

        Assert.Contains("routemetrics_admissions_total{mode=\"enforce\",operation=\"CREATE\",verdict=\"allowed\",webhook=\"httproutes.validate\"} 1", text);
        Assert.Contains("routemetrics_admissions_total{mode=\"none\",operation=\"unknown\",verdict=\"refused\",webhook=\"httproutes.validate\"} 1", text);
        Assert.Contains("routemetrics_requests_refused_total{status=\"404\"} 1", text);
        Assert.Equal([], Exposition.NotOnPage(text));
    }

    private static string NameOf(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + UnitOf(instrument) + (TypeOf(instrument) == "counter" ? "_total" : "");

    // Units in braces are remarks and become no part of the name (OpenTelemetry, Prometheus compatibility).
    private static string UnitOf(Instrument instrument) => instrument.Unit == "s" ? "_seconds" : "";

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    // Those of a class are made with it, those of a process with its cluster.
    private static async Task<IReadOnlyList<Instrument>> InstrumentsAsync()
    {
        var found = new Dictionary<string, Instrument>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("RouteMetrics.", StringComparison.Ordinal))
                {
                    lock (found)
                    {
                        found[instrument.Name] = instrument;
                    }
                }
            },
        };
        listener.Start();
        foreach (var type in new[] { typeof(StateMetrics).Assembly, typeof(ClusterController).Assembly, typeof(KubernetesApi).Assembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Any(static field => field.FieldType == typeof(Meter))))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        await using var server = await RunningServer.StartAsync();
        await using var logs = new JsonLog(TextWriter.Null, TimeProvider.System);
        using var state = new StateMetrics(server.Inputs, server.Server, null, logs);
        lock (found)
        {
            return [.. found.Values];
        }
    }
}
