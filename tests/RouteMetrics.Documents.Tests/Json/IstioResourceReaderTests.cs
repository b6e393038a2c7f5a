using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Documents.Tests.Json;

public sealed class IstioResourceReaderTests
{
    private static (IstioResource Resource, string[] Faults) Read(string json)
    {
        var faults = new List<ReadFault>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        var resource = IstioResourceReader.ReadWasmPlugin(ref reader, faults);
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        return (resource, [.. faults.Select(fault => fault.Message)]);
    }

    private static string Flat(ManifestValue value) => value switch
    {
        ManifestValue.Map map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {Flat(entry.Value)}"))}}}",
        ManifestValue.List list => $"[{string.Join(", ", list.Items.Select(Flat))}]",
        ManifestValue.Text text => $"'{text.Value}'",
        ManifestValue.Number number => $"{number.Value}",
        ManifestValue.Flag flag => $"{flag.Value}",
        _ => "?",
    };

    [Fact]
    public void The_whole_spec_is_read_without_its_nulls()
    {
        var (resource, faults) = Read("""
            {"apiVersion": "extensions.istio.io/v1alpha1", "kind": "WasmPlugin", "metadata": {"name": "p", "namespace": "ns"}, "status": {"a": 1},
             "spec": {"url": "oci://a", "selector": null, "unknown": [1, -2, 1.5, 1e99, true, null, {"a": {}}], "pluginConfig": {"attributes": [{"match": []}]}, "text": "\"\n🚀"}}
            """);

        Assert.Equal("WasmPlugin ns/p", $"{resource.Object}");
        Assert.Equal("{url: 'oci://a', unknown: [1, -2, 0, 0, True, '', {a: {}}], pluginConfig: {attributes: [{match: []}]}, text: '\"\n🚀'}", Flat(resource.Spec!));
        Assert.Equal([], faults);
    }

    [Theory]
    [InlineData("{\"metadata\": {\"name\": \"p\"}}")]
    [InlineData("{\"metadata\": {\"name\": \"p\"}, \"spec\": null}")]
    public void An_absent_spec_is_an_empty_one(string json) => Assert.Equal("{}", Flat(Read(json).Resource.Spec!));

    [Fact]
    public void A_spec_of_another_type_is_a_fault()
    {
        var (resource, faults) = Read("{\"metadata\": {\"name\": \"p\"}, \"spec\": [1, {}]}");
        Assert.Equal("{}", Flat(resource.Spec!));
        Assert.Equal(["spec: […]: must be an object"], faults);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_stays_as_it_is_written() =>
        Assert.Equal("{a: '\\ud83d'}", Flat(Read("{\"metadata\": {\"name\": \"p\"}, \"spec\": {\"a\": \"\\ud83d\"}}").Resource.Spec!));

    [Fact]
    public void What_nests_deeper_than_anything_that_is_judged_is_read_over()
    {
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes($$$$"""{"metadata":{"name":"p"},"spec":{"deep":{{{{Nested(9_990)}}}},"after":"x"}}"""), JsonDepth.Wrapped);
        reader.Read();
        var faults = new List<ReadFault>();
        var resource = IstioResourceReader.ReadWasmPlugin(ref reader, faults);
        Assert.Equal([], faults);
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        Assert.Equal($"{{deep: {Nested(JsonTree.MaxDepth - 1).Replace("1", "[]", StringComparison.Ordinal)}, after: 'x'}}", Flat(resource.Spec!));
        static string Nested(int levels) => $"{new string('[', levels)}1{new string(']', levels)}";
    }

    [Theory]
    [InlineData(IstioResource.MostValues - 2, true)]
    [InlineData(IstioResource.MostValues - 1, false)]
    public void More_values_than_are_looked_at_are_not_kept(int items, bool isKept)
    {
        var (resource, faults) = Read("{\"metadata\": {\"name\": \"p\"}, \"spec\": {\"pluginConfig\": {\"a\": [" + string.Join(',', Enumerable.Repeat("1", items)) + "]}}}");
        Assert.Equal(isKept, resource.Spec is not null);
        Assert.Equal([], faults);
    }
}
