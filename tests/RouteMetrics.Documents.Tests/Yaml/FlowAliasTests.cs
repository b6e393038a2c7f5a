using System.Text.Json.Nodes;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Tests.Yaml;

/// <summary>Aliases right before a brace, bracket, comma or colon, as charts and generators write them.</summary>
public sealed class FlowAliasTests
{
    [Theory]
    [InlineData("metadata: {name: &app web, labels: {a: *app}}")]
    [InlineData("metadata: {name: &app web, labels: {a: *app,b: *app}}")]
    [InlineData("metadata: {name: &app web, labels: {*app: x}}")]
    [InlineData("metadata: {name: &app web, labels: {*app : x}}")]
    [InlineData("metadata: {name: &my-app_1 web, labels: {a: *my-app_1}}")]
    [InlineData("metadata: {name: a, labels: &l {a: b}}\nmore: [*l,*l, [*l], {x: *l}]\nmerged: {<<: [*l,{c: d}]}")]
    [InlineData("metadata: {name: a}\ndata: {a: &x, b: *x}")]
    [InlineData("metadata: {name: a}\ndata: [&x,*x,[&y]]")]
    [InlineData("metadata: {name: &a b}\n*a: c")]
    [InlineData("metadata: {name: &a b}\ntext: \"{x: *a}, [*a]\"\nplain: x *a, y &a} z\nsingle: '*a]'\nfolded: >\n  {x: *a}, *a,\n# {*a}\nlast: {a: *a} # {*a}")]
    [InlineData("metadata: {name: &a b}\nflow: [x *a, \"*a,\", '*a]', *a,{a: *a}]\nkeep: |+\n  *a}\n  &a,\n\nend: *a")]
    public async Task They_are_read_as_kubectl_reads_them(string rest)
    {
        var yaml = $"apiVersion: v1\nkind: ConfigMap\n{rest}\n";

        var theirs = (await Kubectl.ReadAsync(yaml)).Single();
        var ours = JsonNode.Parse(YamlJson.From(YamlTreeReader.Read(yaml).Single()).Utf8)!;

        theirs["metadata"]!.AsObject().Remove("annotations");
        theirs["metadata"]!.AsObject().Remove("creationTimestamp");
        Assert.True(JsonNode.DeepEquals(theirs, ours), $"kubectl: {theirs.ToJsonString()}\nours: {ours.ToJsonString()}");
    }

    [Fact]
    public void Lines_stay_what_they_are()
    {
        var json = YamlJson.From(YamlTreeReader.Read("a: {b: &x 1,\n  c: *x}\nd: e\n").Single());

        Assert.Equal("{\"a\":{\"b\":1,\"c\":1},\"d\":\"e\"}", System.Text.Encoding.UTF8.GetString(json.Utf8));
        Assert.Equal(3, json.LineAt(json.Utf8.IndexOf("\"e\""u8)));
    }
}
