using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using RouteMetrics.Mesh.Tests.Wasm;

namespace RouteMetrics.Mesh.Tests.Envoy;

/// <summary>What only a real Envoy shows of the module: its phases, its memory, and other configurations while requests come.</summary>
public sealed class ModuleInEnvoyTests
{
    private const int MegaByte = 1 << 20;

    private static readonly RawRequest Get = new("GET", "a", "/19", []);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_phases_set_their_attribute_and_errors_are_counted()
    {
        Needs();
        var attributes = new JsonArray(
            Attribute("istio_operationId", "ON_REQUEST", "request", "request.url_path == '/19'"),
            Attribute("at_log", null, "log", "response.code == 200 && request.headers[':method'] == 'GET'"),
            Attribute("never", "ON_REQUEST", "x", "request.headers['absent'] == 'x'"));
        var plugin = new JsonObject { ["debug"] = true, ["attributes"] = attributes };
        var address = new IPEndPoint(RunningEnvoy.Loopback(0), 18080);
        await using var envoy = await RunningEnvoy.StartAsync(
            EnvoyConfiguration.Of([Chain(address, plugin.ToJsonString())], RunningEnvoy.Module), Cancellation, "debug");

        Assert.Equal(new Decision(200, "all", "request"), await envoy.SendAsync(address, Get, Cancellation));
        await WaitForAsync(async () => (await envoy.LogAsync()).Contains("Setting at_log --> log", StringComparison.Ordinal));
        Assert.Equal(1, await envoy.StatisticAsync("wasmcustom.wasm_filter.attributegen.type.runtime.error_count", Cancellation));
    }

    [Fact]
    public async Task A_hundred_plugins_take_little_more_memory_than_one()
    {
        Needs();
        var one = await MemoryAsync(1);
        var hundred = await MemoryAsync(100);

        Assert.InRange(hundred - one, long.MinValue, 20 * MegaByte);
    }

    [Fact]
    public async Task Another_configuration_under_load_loses_no_label_and_no_memory()
    {
        Needs();
        using var folder = new TestFolder();
        var file = folder.File("plugin.json");
        var address = new IPEndPoint(RunningEnvoy.Loopback(2), 18080);
        var configuration = EnvoyConfiguration.Of([Chain(address, Plugin("v0"))], RunningEnvoy.Module);
        var filters = configuration["staticResources"]!["listeners"]![0]!["filterChains"]![0]!["filters"]![0]!["typedConfig"]!["httpFilters"]!.AsArray();
        var plugin = filters[0]!.DeepClone();
        filters[0] = new JsonObject
        {
            ["name"] = "plugin",
            ["configDiscovery"] = new JsonObject
            {
                ["configSource"] = new JsonObject { ["pathConfigSource"] = new JsonObject { ["path"] = file } },
                ["typeUrls"] = new JsonArray("type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm"),
            },
        };
        Discover(folder, plugin, "v0", 0);
        await using var envoy = await RunningEnvoy.StartAsync(configuration, Cancellation);
        await WaitForAsync(async () => (await envoy.SendAsync(address, Get, Cancellation)).Label == "v0");
        var sizes = new List<long>();
        for (var version = 1; version <= 120; version++)
        {
            Discover(folder, plugin, $"v{version}", version);
            var expected = $"v{version}";
            await WaitForAsync(async () =>
            {
                var label = (await envoy.SendAsync(address, Get, Cancellation)).Label;
                Assert.NotNull(label);
                return label == expected;
            });
            sizes.Add(MemoryOf(envoy.ProcessId));
        }

        Assert.InRange(sizes[^1] - sizes[39], long.MinValue, 8 * MegaByte);
        Assert.Equal(0, await envoy.StatisticAsync("wasmcustom.wasm_filter.attributegen.type.config.error_count", Cancellation));
    }

    private static async Task<long> MemoryAsync(int plugins)
    {
        var chains = Enumerable.Range(0, plugins).Select(index => Chain(new(RunningEnvoy.Loopback(10 + index), 18080), Plugin($"v{index}"))).ToList();
        // The others have the same chains without a plugin, so that only plugins differ.
        chains.AddRange(Enumerable.Range(plugins, 100 - plugins).Select(index => Chain(new(RunningEnvoy.Loopback(10 + index), 18080))));
        await using var envoy = await RunningEnvoy.StartAsync(EnvoyConfiguration.Of(chains, RunningEnvoy.Module), Cancellation);
        foreach (var (index, chain) in chains.Take(plugins).Index())
        {
            Assert.Equal($"v{index}", (await envoy.SendAsync(chain.Address, Get, Cancellation)).Label);
        }

        return MemoryOf(envoy.ProcessId);
    }

    // Twenty conditions, as many as a large route has; the last holds.
    private static string Plugin(string value)
    {
        var plugin = PluginJson.Of(Enumerable.Range(0, 20).Select(static index => $"request.method == 'GET' && request.url_path == '/{index}'"));
        plugin["attributes"]![0]!["match"]![19]!["value"] = value;
        return plugin.ToJsonString();
    }

    private static JsonObject Attribute(string name, string? phase, string value, string condition)
    {
        var attribute = new JsonObject
        {
            ["output_attribute"] = name,
            ["match"] = new JsonArray(new JsonObject { ["value"] = value, ["condition"] = condition }),
        };
        if (phase is not null)
        {
            attribute["phase"] = phase;
        }

        return attribute;
    }

    private static LabelledChain Chain(IPEndPoint address, params string[] plugins) => new(
        address, "", [], [],
        new(new JsonObject
        {
            ["name"] = "all",
            ["domains"] = new JsonArray("*"),
            ["routes"] = new JsonArray(new JsonObject { ["name"] = "all", ["match"] = new JsonObject { ["prefix"] = "/" } }),
        }),
        plugins);

    // Envoy reads a file of its configuration when another one is moved to its place.
    private static void Discover(TestFolder folder, JsonNode plugin, string value, int version)
    {
        var config = plugin["typedConfig"]!.DeepClone();
        config["config"]!["configuration"]!["value"] = Plugin(value);
        folder.Write("plugin.json", new JsonObject
        {
            ["versionInfo"] = version.ToString(CultureInfo.InvariantCulture),
            ["resources"] = new JsonArray(new JsonObject
            {
                ["@type"] = "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
                ["name"] = "plugin",
                ["typedConfig"] = config,
            }),
        }.ToJsonString());
    }

    private static async Task WaitForAsync(Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "not within a minute");
            await Task.Delay(5, Cancellation);
        }
    }

    private static long MemoryOf(int process) => File.ReadLines($"/proc/{process}/status")
        .Where(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(static line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024)
        .Single();

    private static void Needs() => Assert.SkipWhen(RunningEnvoy.Program is null, "ENVOY is not set: no real Envoy");
}
