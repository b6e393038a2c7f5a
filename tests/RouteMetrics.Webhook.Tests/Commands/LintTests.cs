using System.Text.Json.Nodes;
using RouteMetrics.Core.Findings;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>What the golden cases of <c>lint</c> leave open.</summary>
public sealed class LintTests : IDisposable
{
    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: r, namespace: shop, annotations: {routemetrics.io/operation-names: "7: 100%, all\u001b"}}
        spec:
          parentRefs: [{group: "", kind: Service, name: s}]
          rules: [{matches: [{path: {value: /x}}]}]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("lint-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Workflow_commands_escape_what_would_end_a_property_or_a_line()
    {
        var file = Path.Combine(folder, "a,b:c%.yaml");
        await File.WriteAllTextAsync(file, Route, TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync("lint", "-f", file, "-o", "github");

        Assert.Equal(0, run.Exit);
        Assert.StartsWith(
            $"::warning file={folder}/a%2Cb%3Ac%25.yaml,line=3,title=RMW009%3A Given operation name cannot be used::HTTPRoute shop/r "
            + "metadata.annotations[routemetrics.io/operation-names]: \"7: 100%25, all",
            run.Out,
            StringComparison.Ordinal);
        Assert.Equal(1, run.Out.Count('\n'));
    }

    [Fact]
    public async Task Text_holds_no_control_character_of_the_input()
    {
        var run = await CommandRun.WithInputAsync(Route, "lint", "-f", "-");

        Assert.StartsWith("stdin:3: warn RMW009 HTTPRoute shop/r ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Out, static character => char.IsControl(character) && character != '\n');
    }

    /// <summary>The rules of sarif-schema-2.1.0.json and of the standard's text that code scanning relies on.</summary>
    [Theory]
    [InlineData("policy.yaml")]
    [InlineData("lint-unreadable")]
    public async Task A_SARIF_log_keeps_the_rules_of_its_schema(string input)
    {
        var configuration = Path.Combine(SourceTree.Golden, "lint-unreadable", "config", "url.yaml");
        var run = await CommandRun.OfAsync("lint", "-f", Path.Combine(SourceTree.Golden, input), "-o", "sarif", "-c", configuration);

        var log = JsonNode.Parse(run.Out)!;
        Assert.Equal("2.1.0", (string?)log["version"]);
        var of = Assert.Single(log["runs"]!.AsArray())!;
        var driver = of["tool"]!["driver"]!;
        Assert.Equal("route-metrics", (string?)driver["name"]);
        var rules = driver["rules"]!.AsArray();
        Assert.Equal(Enum.GetNames<FindingCode>(), rules.Select(static rule => (string)rule!["id"]!));
        Assert.All(rules, static rule =>
        {
            Assert.Equal($"https://metrics.example.com/policy/{rule!["id"]}.md", (string?)rule["helpUri"]);
            Assert.NotEmpty((string)rule["shortDescription"]!["text"]!);
            Assert.Contains((string)rule["defaultConfiguration"]!["level"]!, Levels);
        });
        Assert.NotEmpty(of["results"]!.AsArray());
        Assert.All(of["results"]!.AsArray(), result => CheckResult(result!, rules));
        var invocation = Assert.Single(of["invocations"]!.AsArray())!;
        Assert.Equal(run.Exit != 2, (bool)invocation["executionSuccessful"]!);
        Assert.Equal(
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            invocation["toolExecutionNotifications"]!.AsArray().Select(static told => $"error: {told!["message"]!["text"]}"));
    }

    private static string[] Levels => ["none", "note", "warning", "error"];

    private static void CheckResult(JsonNode result, JsonArray rules)
    {
        Assert.Equal((string?)result["ruleId"], (string?)rules[(int)result["ruleIndex"]!]!["id"]);
        Assert.Contains((string)result["level"]!, Levels);
        Assert.NotEmpty((string)result["message"]!["text"]!);
        var location = Assert.Single(result["locations"]!.AsArray())!;
        Assert.True(
            Uri.IsWellFormedUriString((string)location["physicalLocation"]!["artifactLocation"]!["uri"]!, UriKind.RelativeOrAbsolute));
        Assert.InRange((int)location["physicalLocation"]!["region"]!["startLine"]!, 1, int.MaxValue);
        Assert.NotEmpty((string)Assert.Single(location["logicalLocations"]!.AsArray())!["fullyQualifiedName"]!);
    }
}
