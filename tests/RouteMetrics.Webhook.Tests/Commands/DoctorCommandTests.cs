using RouteMetrics.Controller.Diagnosis;
using RouteMetrics.Webhook.Commands;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>How a diagnosis is shown; scripts/walk-through has the diagnosis.</summary>
public sealed class DoctorCommandTests
{
    private static readonly Check[] Checks =
    [
        Check.Pass("CRDs", "all"), Check.Fail("module", "gone\u001b[31m", "serve it"), Check.Unknown("labels", "no pod"),
    ];

    [Fact]
    public void As_text_each_check_is_a_line_and_what_is_wrong_has_its_fix() => Assert.Equal(
        "✓ CRDs: all\n✗ module: gone\\u001b[31m\n    → serve it\n? labels: no pod\n1 of 3 are wrong\n", DoctorReport.Text(Checks));

    [Fact]
    public void As_json_it_is_an_array_of_checks() => Assert.Equal(
        ["passed", "failed", "unknown"],
        System.Text.Json.Nodes.JsonNode.Parse(DoctorReport.Json(Checks))!.AsArray().Select(static check => (string?)check!["result"]));

    [Fact]
    public async Task An_address_that_is_none_is_refused()
    {
        var run = await CommandRun.OfAsync("doctor", "--prometheus", "prometheus:9090");

        Assert.Equal(2, run.Exit);
        Assert.Contains("\"prometheus:9090\" is not a URL; write it like http://prometheus.example.com:9090", run.Error, StringComparison.Ordinal);
    }
}
