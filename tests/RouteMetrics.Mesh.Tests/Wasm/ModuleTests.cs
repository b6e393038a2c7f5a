using System.Text;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Cel;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>What the module has in common with attributegen, and where it is better on purpose.</summary>
public sealed class ModuleTests : IDisposable
{
    private const string ConfigurationErrors = "wasm_filter.attributegen.type.config.error_count";
    private const string RuntimeErrors = "wasm_filter.attributegen.type.runtime.error_count";

    private readonly ModuleVm vm = new();

    private static CelActivation Get(string path) => new() { Method = "GET", UrlPath = path };

    [Fact]
    public void Several_attributes_of_both_phases_are_set_and_the_last_of_a_name_wins()
    {
        var plugin = vm.Plugin("""
            {"attributes": [
                {"output_attribute": "a", "phase": "ON_REQUEST", "match": [{"value": "first", "condition": "request.method == 'GET'"}, {"value": "second"}]},
                {"outputAttribute": "b", "match": [{"value": "log", "condition": "request.url_path == '/x'"}]},
                {"output_attribute": "c", "phase": 1, "match": [{"value": "one", "condition": ""}]},
                {"output_attribute": "c", "phase": "AFTER_RESPONSE", "match": [{"value": "two"}]}
            ]}
            """);

        Assert.Equal(
            new Dictionary<string, string> { ["a"] = "first", ["b"] = "log", ["c"] = "two" },
            vm.Send(plugin, ProxyRequest.Of(Get("/x"))));
    }

    [Fact]
    public void An_attribute_of_the_request_phase_is_set_before_the_end_and_one_without_phase_at_the_end()
    {
        var plugin = vm.Plugin("""{"attributes": [{"output_attribute": "log", "match": [{"value": "v"}]}, {"output_attribute": "request", "phase": "ON_REQUEST", "match": [{"value": "v"}]}]}""");
        vm.Create(100, plugin);

        Assert.Equal(["request"], vm.Run(100, ProxyRequest.Of(Get("/")), toTheEnd: false).Keys);
    }

    [Fact]
    public void Unknown_fields_nulls_and_any_order_of_fields_are_taken()
    {
        var plugin = vm.Plugin("""
            { "x": {"y": [1, -2.5e+3, "\"", true, null, {}]}, "debug": null, "attributes": [
                {"match": [{"other": [], "value": "\u00e9\ud83d\ude00", "condition": "request.url_path == '/\u00e9'"}], "note": null, "phase": "ON_REQUEST", "output_attribute": "a"}]}
            """);

        Assert.Equal("é😀", vm.Send(plugin, ProxyRequest.Of(Get("/é")))["a"]);
        Assert.Empty(vm.Counters);
    }

    [Fact]
    public void A_list_may_be_written_as_its_only_element() => Assert.Equal(
        "v",
        vm.Send(vm.Plugin("""{"attributes": {"output_attribute": "a", "match": {"value": "v"}}}"""), ProxyRequest.Of(Get("/")))["a"]);

    [Fact]
    public void With_debug_what_is_set_is_logged_and_without_it_nothing()
    {
        const string attributes = "\"attributes\": [{\"output_attribute\": \"a\", \"phase\": \"ON_REQUEST\", \"match\": [{\"value\": \"v\"}]}]";
        vm.Send(vm.Plugin($"{{{attributes}}}"), ProxyRequest.Of(Get("/")));
        Assert.Empty(vm.Lines);

        vm.Send(vm.Plugin($"{{\"debug\": true, {attributes}}}"), ProxyRequest.Of(Get("/")));
        Assert.Equal([(1, "Setting a --> v")], vm.Lines);
    }

    [Fact]
    public void A_condition_that_is_no_CEL_drops_itself_and_is_counted()
    {
        var plugin = vm.Plugin(PluginJson.Of(["request.method ==", "request.method == 'GET'"]).ToJsonString());

        Assert.Equal("1", vm.Send(plugin, ProxyRequest.Of(Get("/")))[PluginJson.Attribute]);
        Assert.Equal(1, vm.Counters[ConfigurationErrors]);
        Assert.Equal([(3, "route-labels: left out a condition that the proxy's CEL does not take: request.method ==")], vm.Lines);
    }

    [Fact]
    public void A_condition_that_is_an_error_does_not_end_the_list()
    {
        var plugin = vm.Plugin(PluginJson.Of(["request.headers['x'] == 'v'", "request.url_path == '/a'"]).ToJsonString());

        Assert.Equal("1", vm.Send(plugin, ProxyRequest.Of(Get("/a")))[PluginJson.Attribute]);
        Assert.Empty(vm.Counters);
        Assert.Empty(vm.Send(plugin, ProxyRequest.Of(Get("/b"))));
        Assert.Equal(1, vm.Counters[RuntimeErrors]);
    }

    [Fact]
    public void The_host_is_called_for_the_route_once_then_for_what_its_own_conditions_need_and_to_set()
    {
        var rules = Enumerable.Range(0, 128).Select(static rule => $"xds.route_name == 'ns.r.{rule}' && request.method == 'GET'").ToList();
        IReadOnlyList<string> CallsOf(string more)
        {
            var plugin = vm.Plugin(PluginJson.Of(rules.Select(rule => $"{rule} && {more}")).ToJsonString());
            vm.Send(plugin, ProxyRequest.Of(Get("/a") with { RouteName = "ns.r.127", Headers = new Dictionary<string, string> { ["x"] = "v" } }));
            return [.. vm.Calls];
        }

        Assert.Equal(["xds.route_name", ":method", ":path", "set"], CallsOf("request.url_path == '/a'"));
        Assert.Equal(["xds.route_name", ":method", "set"], CallsOf("request.method.startsWith('G')"));
        Assert.Equal(["xds.route_name", "pairs", "set"], CallsOf("request.url_path == '/a' && request.headers['x'] == 'v'"));
        Assert.Equal(["xds.route_name", ":method", ":path"], CallsOf("request.url_path.matches('^(?:/b+)$')"));
    }

    [Theory]
    [InlineData("""{"attributes": [{"output_attribute": 1}]}""")]
    [InlineData("""{"attributes": [{"match": [{"value": "v"}]}""")]
    [InlineData("""{"attributes": []} x""")]
    [InlineData("""{"attributes": {"match": "x"}}""")]
    [InlineData("""{"attributes": [{"output_attribute": "\ud800"}]}""")]
    [InlineData("attributes: []")]
    public void What_is_no_configuration_is_counted_and_sets_nothing(string json)
    {
        Assert.Empty(vm.Send(vm.Plugin(json), ProxyRequest.Of(Get("/"))));
        Assert.Equal(1, vm.Counters[ConfigurationErrors]);
        Assert.StartsWith("route-labels: the configuration is no JSON of attributegen's form, from here on: ", Assert.Single(vm.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_headers_of_one_name_are_compared_one_by_one()
    {
        var plugin = vm.Plugin(PluginJson.Of(
            ["request.headers['x'] == 'a,b'", "request.headers['x'].matches('^(?:c+)$')", "request.headers['x'] == 'b'", "request.headers['x'] != 'a'", "true"]).ToJsonString());
        string Label(params string[] values) => vm.Send(
            plugin, new([(":method", "GET"), (":path", "/"), .. values.Select(static value => ("x", value))], new Dictionary<string, byte[]>()))[PluginJson.Attribute];

        Assert.Equal("2", Label("a", "b"));
        Assert.Equal("1", Label("a", "cc"));
        Assert.Equal("4", Label("a", "d"));
        Assert.Equal("3", Label("d", "d"));
    }

    [Fact]
    public void Many_plugins_in_one_VM_keep_to_their_own_streams()
    {
        var plugins = Enumerable.Range(0, 300).Select(index => vm.Plugin(
            new JsonObject
            {
                ["attributes"] = new JsonArray(new JsonObject
                {
                    ["output_attribute"] = "a",
                    ["phase"] = "ON_REQUEST",
                    ["match"] = new JsonArray(new JsonObject { ["value"] = $"{index}" }),
                }),
            }.ToJsonString())).ToList();
        foreach (var (index, plugin) in plugins.Index())
        {
            vm.Create(10_000 + index, plugin);
        }

        foreach (var (index, plugin) in plugins.Index().Where(static item => item.Index % 3 == 0))
        {
            vm.Delete(plugin);
        }

        foreach (var index in Enumerable.Range(0, plugins.Count))
        {
            // Its streams are let go, but have no label any more.
            Assert.Equal(index % 3 == 0 ? null : $"{index}", vm.Run(10_000 + index, ProxyRequest.Of(Get("/"))).GetValueOrDefault("a"));
            vm.Delete(10_000 + index);
        }
    }

    [Fact]
    public void Configuring_again_and_again_takes_no_more_memory_and_leaves_nothing_with_the_host()
    {
        var sizes = new List<long>();
        var kept = vm.Plugin(Large(0));
        for (var i = 0; i < 3000; i++)
        {
            var passing = vm.Plugin(Large(i));
            vm.Configure(kept, Encoding.UTF8.GetBytes(Large(i + 1)));
            Assert.Equal("1", vm.Send(passing, ProxyRequest.Of(Get($"/path/1")))[PluginJson.Attribute]);
            vm.Delete(passing);
            sizes.Add(vm.MemorySize);
        }

        Assert.Equal(sizes[100], sizes[^1]);
        vm.Delete(kept);
        Assert.Equal(0, vm.Cel.Count);

        static string Large(int seed) => PluginJson.Of(
            Enumerable.Range(0, 40 + (seed * 7 % 50)).Select(index => $"request.url_path == '/path/{index}' || request.url_path.matches('^(?:/x{index}/[0-9]+)$')"))
            .ToJsonString();
    }

    [Fact]
    public void Many_requests_at_once_are_told_apart()
    {
        var plugin = vm.Plugin(PluginJson.Of(["request.url_path == '/a'"]).ToJsonString());
        foreach (var stream in Enumerable.Range(1000, 50_000))
        {
            vm.Create(stream, plugin);
        }

        Assert.Equal("0", vm.Run(1000, ProxyRequest.Of(Get("/a")))[PluginJson.Attribute]);
        foreach (var stream in Enumerable.Range(1000, 50_000))
        {
            vm.Delete(stream);
        }

        Assert.Empty(vm.Run(1000, ProxyRequest.Of(Get("/a"))));
    }

    public void Dispose() => vm.Dispose();
}
