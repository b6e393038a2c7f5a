using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Documents.Tests.Json;

public sealed class HostileObjectTests
{
    private const string Gateway = """
        {"metadata": {"name": "g", "namespace": "n", "labels": {"a": "b"}}, "spec": {"gatewayClassName": "istio", "listeners": [
          {"name": "l", "port": 80, "protocol": "HTTP", "hostname": "h", "allowedRoutes": {"kinds": [{"kind": "HTTPRoute", "group": "g"}],
           "namespaces": {"from": "Selector", "selector": {"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "k", "operator": "In", "values": ["v"]}]}}}}]}}
        """;

    private const string Service = """{"metadata": {"name": "s", "labels": {"a": "b"}}, "spec": {"type": "ClusterIP", "clusterIP": "None", "ports": [{"port": 80}]}}""";

    // Placeholders, since a JsonNode can hold neither of the last two.
    private static readonly Dictionary<string, string> Replacements = new(StringComparer.Ordinal)
    {
        ["null"] = "null",
        ["true"] = "true",
        ["1"] = "1",
        ["number"] = "1e999",
        ["text"] = "\"x\"",
        ["list"] = "[]",
        ["object"] = "{}",
        ["nested"] = "[[{\"a\":[{}]}]]",
        ["surrogate"] = "\"\\ud800\"",
        ["key"] = "{\"\\udfff\":1,\"name\":null}",
    };

    [Theory]
    [InlineData("HTTPRoute")]
    [InlineData("Gateway")]
    [InlineData("Service")]
    [InlineData("Namespace")]
    public void Any_value_anywhere_is_read_or_is_a_fault_and_never_an_exception(string kind)
    {
        var json = kind switch { "HTTPRoute" => HttpRouteReaderTests.Full, "Gateway" => Gateway, _ => Service };
        var count = Places(JsonNode.Parse(json)!).Count();
        Assert.InRange(count, 6, 200);
        for (var place = 0; place < count; place++)
        {
            foreach (var replacement in Replacements.Keys)
            {
                var root = JsonNode.Parse(json)!;
                Places(root).ElementAt(place)($"<{replacement}>");
                var hostile = root.ToJsonString().Replace($"\"\\u003C{replacement}\\u003E\"", Replacements[replacement], StringComparison.Ordinal);
                Assert.Contains(Replacements[replacement], hostile, StringComparison.Ordinal);

                var faults = ReadAs(kind, Encoding.UTF8.GetBytes(hostile));

                Assert.All(faults, fault => Assert.NotEmpty(fault.Path));
            }
        }
    }

    [Theory]
    [InlineData("HTTPRoute")]
    [InlineData("Gateway")]
    [InlineData("Service")]
    public void A_cut_object_is_a_JsonException_at_every_byte(string kind)
    {
        var json = Encoding.UTF8.GetBytes(kind switch { "HTTPRoute" => HttpRouteReaderTests.Full, "Gateway" => Gateway, _ => Service });
        for (var length = 1; length < json.Length; length++)
        {
            Assert.ThrowsAny<JsonException>(() => ReadAs(kind, json.AsSpan(0, length)));
            Assert.ThrowsAny<JsonException>(() => ReadAs(kind, json.AsSpan(0, length), isFinalBlock: false));
        }
    }

    [Fact]
    public void A_changed_byte_is_read_or_is_a_JsonException()
    {
        var json = Encoding.UTF8.GetBytes(HttpRouteReaderTests.Full);
        var random = new Random(1);
        var outcomes = (Read: 0, Refused: 0);
        for (var run = 0; run < 3000; run++)
        {
            var changed = json.ToArray();
            changed[random.Next(1, changed.Length)] = (byte)random.Next(256);
            try
            {
                ReadAs("HTTPRoute", changed);
                outcomes.Read++;
            }
            catch (JsonException)
            {
                outcomes.Refused++;
            }
        }

        Assert.True(outcomes is { Read: > 100, Refused: > 100 }, outcomes.ToString());
    }

    private static List<ReadFault> ReadAs(string kind, ReadOnlySpan<byte> json, bool isFinalBlock = true)
    {
        var faults = new List<ReadFault>();
        var reader = new Utf8JsonReader(json, isFinalBlock, default);
        reader.Read();
        object read = kind switch
        {
            "HTTPRoute" => HttpRouteReader.Read(ref reader, RouteKind.Http, faults),
            "Gateway" => GatewayReader.Read(ref reader, faults),
            "Service" => ServiceReader.Read(ref reader, faults),
            _ => NamespaceReader.Read(ref reader, faults),
        };
        Assert.NotNull(read);
        return faults;
    }

    // Every value below the root, each as a way to replace it.
    private static IEnumerable<Action<string>> Places(JsonNode? node) => node switch
    {
        JsonObject fields => fields.ToList().SelectMany(field => Places(field.Value).Prepend(text => fields[field.Key] = text)),
        JsonArray items => items.ToList().Index().SelectMany(item => Places(item.Item).Prepend(text => items[item.Index] = text)),
        _ => [],
    };
}
