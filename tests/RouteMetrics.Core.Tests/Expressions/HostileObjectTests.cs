using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Cel;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Expressions;

/// <summary>Whatever an object holds: findings, no exception, no exhausted stack, and no more than anybody can read.</summary>
public sealed class HostileObjectTests
{
    private const int MostOfOneCode = 100;

    [Fact]
    public void Random_expressions_give_findings_that_name_their_place()
    {
        var seed = Trial.Seed;
        var random = new Random(seed);
        for (var i = 0; i < 4000; i++)
        {
            var text = new RandomCel(random).Any(i % 5).ToString();
            var findings = Written.Conditions(text).Findings().Where(finding => !finding.Contains(" spec.pluginConfig.attributes[0].match[0]", StringComparison.Ordinal))
                .Concat(Written.Label(text).Findings().Where(finding => !finding.Contains(" spec.metrics[0].overrides[0].tagOverrides.operation.value", StringComparison.Ordinal)));
            Assert.True(!findings.Any(), $"ROUTE_METRICS_SEED={seed}: {text}");
        }
    }

    [Theory]
    [InlineData("(")]
    [InlineData("request.headers['a'] == 'b' && ")]
    [InlineData("[")]
    [InlineData("!")]
    [InlineData("'a' + ")]
    public void A_megabyte_of_an_expression_is_one_finding(string piece)
    {
        var condition = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        Assert.Equal(["RMW101"], Written.Conditions(condition).Codes());
        Assert.Equal(["RMW101"], Written.Label(condition).Codes());
    }

    [Fact]
    public void As_many_headers_as_an_expression_can_read_are_followed() => Assert.Equal(
        ["RMW104"], Written.Conditions(string.Join(" && ", Enumerable.Range(0, 2500).Select(i => $"request.headers['h{i}'] == 'v'"))).Codes());

    [Fact]
    public void Of_each_code_no_more_is_kept_than_can_be_read_and_none_that_denies_is_hidden()
    {
        var matches = Enumerable.Range(0, 20_000).Select(i => Map(("value", "v"), ("condition", i % 2 == 0 ? $"nope{i}" : $"nope({i})")));
        var findings = ExpressionPolicy.FindingsOf(Written.Plugin("[]") with { Spec = WithMatches([.. matches]) }, RouteMetricsSettings.Default);

        Assert.Equal(
            [(FindingCode.RMW102, MostOfOneCode), (FindingCode.RMW103, MostOfOneCode)],
            findings.CountBy(finding => finding.Code).Select(count => (count.Key, count.Value)).OrderBy(count => count.Key));
    }

    [Fact]
    public void What_a_finding_shows_of_a_long_expression_is_cut()
    {
        var nested = string.Concat(Enumerable.Repeat("!(1 + ", 14)) + $"'{new string('a', 50_000)}🚀'" + string.Concat(Enumerable.Repeat(")", 14));
        var findings = ExpressionPolicy.FindingsOf(Written.Conditions(nested), RouteMetricsSettings.Default);

        Assert.Equal(14, findings.Count);
        Assert.All(findings, finding => Assert.InRange(finding.Value!.Length + finding.Reason.Length + finding.Fix.Length, 1, 1000));
    }

    [Fact]
    public void A_spec_that_was_too_large_to_be_kept_is_a_finding() => Assert.Equal(
        ["deny RMW112 spec: has more than 250000 values, more than are looked at; take out what nobody reads"], (Written.Plugin("[]") with { Spec = null }).Findings());

    [Fact]
    public void A_match_of_100000_fields_is_read_once() =>
        Assert.Equal(
            ["RMW110"],
            ExpressionPolicy.FindingsOf(
                Written.Plugin("[]") with { Spec = WithMatches([new ManifestValue.Map([.. Enumerable.Range(0, 100_000).Select(i => KeyValuePair.Create($"field{i}", (ManifestValue)"x"))])]) },
                RouteMetricsSettings.Default).Select(finding => $"{finding.Code}").Distinct());

    [Fact]
    public void Any_shape_gives_findings_of_one_line_within_it()
    {
        var seed = Trial.Seed;
        var shapes = new RandomShapes(new Random(seed));
        for (var i = 0; i < 4000; i++)
        {
            var resource = i % 2 == 0 ? Written.Conditions("request.method == 'GET'", "true") : Written.Label("request.host");
            var mutated = resource with { Spec = shapes.Mutated(resource.Spec!) };
            Assert.All(
                ExpressionPolicy.FindingsOf(mutated, RouteMetricsSettings.Default),
                finding => Assert.True(
                    finding.Path.StartsWith("spec", StringComparison.Ordinal) && !$"{finding}".Any(char.IsControl) && finding.Reason.Length + finding.Fix.Length < 2000, $"ROUTE_METRICS_SEED={seed}: {finding}"));
        }
    }

    private static ManifestValue.Map WithMatches(IReadOnlyList<ManifestValue> matches) => Map(
        ("targetRefs", ManifestValue.ListOf(Map(("kind", "Service"), ("name", "a")))),
        ("pluginConfig", Map(("attributes", ManifestValue.ListOf(Map(("output_attribute", "a"), ("match", new ManifestValue.List(matches))))))));

    private static ManifestValue.Map Map(params ReadOnlySpan<(string, ManifestValue)> fields) => ManifestValue.MapOf(fields);
}
