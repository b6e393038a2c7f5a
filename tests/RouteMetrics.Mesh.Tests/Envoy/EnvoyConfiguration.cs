using System.Net;
using System.Text.Json.Nodes;

namespace RouteMetrics.Mesh.Tests.Envoy;

/// <summary>
/// Envoy's bootstrap for chains of istiod. Every answer has the name of the route that was taken on its first line and the label on its
/// second, <c>-</c> for none, unless a chain says otherwise.
/// </summary>
internal static class EnvoyConfiguration
{
    /// <summary>What Istio's agent gives Envoy for regular expressions (istio pkg/bootstrap).</summary>
    private const int LargestRegularExpression = 32768;

    public static JsonObject Of(IEnumerable<LabelledChain> chains, string module) => new()
    {
        // Dynamic configuration asks for a name of the proxy.
        ["node"] = new JsonObject { ["id"] = "proxy", ["cluster"] = "tests" },
        ["admin"] = new JsonObject { ["address"] = SocketAddress(new(IPAddress.Loopback, 0)) },
        ["layeredRuntime"] = new JsonObject
        {
            ["layers"] = new JsonArray(new JsonObject
            {
                ["name"] = "static",
                ["staticLayer"] = new JsonObject { ["re2.max_program_size.error_level"] = LargestRegularExpression },
            }),
        },
        ["staticResources"] = new JsonObject
        {
            ["listeners"] = new JsonArray([.. chains.Select((chain, index) => Listener(chain, index, module))]),
        },
    };

    private static JsonObject Listener(LabelledChain chain, int index, string module) => new()
    {
        ["name"] = $"chain-{index}",
        ["address"] = SocketAddress(chain.Address),
        // Another Envoy on the same address has to be a fault, not a second reader of its connections.
        ["enableReusePort"] = false,
        ["filterChains"] = new JsonArray(new JsonObject
        {
            ["name"] = chain.Name,
            ["filters"] = new JsonArray(new JsonObject
            {
                ["name"] = "envoy.filters.network.http_connection_manager",
                ["typedConfig"] = ConnectionManager(chain, index, module),
            }),
        }),
    };

    private static JsonObject ConnectionManager(LabelledChain chain, int index, string module)
    {
        var manager = chain.Options.DeepClone().AsObject();
        manager["@type"] = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
        manager["statPrefix"] = $"chain-{index}";
        manager["routeConfig"] = RouteConfiguration(chain);
        manager["httpFilters"] = new JsonArray([
            .. chain.PluginConfigs.Select((config, place) => WasmFilter($"plugin-{index}-{place}", config, module)), Router()]);
        manager["localReplyConfig"] = new JsonObject { ["bodyFormat"] = Text(chain.Answer), ["mappers"] = Mappers(chain) };
        return manager;
    }

    private static JsonArray Mappers(LabelledChain chain) => chain.HeaderToShowLabel is not { } header ? [] : new(new JsonObject
    {
        ["filter"] = new JsonObject
        {
            ["headerFilter"] = new JsonObject { ["header"] = new JsonObject { ["name"] = header, ["presentMatch"] = true } },
        },
        ["bodyFormatOverride"] = Text(LabelledChain.LabelFormat),
    });

    private static JsonObject Text(string format) => new() { ["textFormatSource"] = new JsonObject { ["inlineString"] = format } };

    private static JsonObject RouteConfiguration(LabelledChain chain)
    {
        var configuration = chain.RouteOptions.DeepClone().AsObject();
        configuration["name"] = "routes";
        configuration["virtualHosts"] = new JsonArray([.. chain.VirtualHosts.Select(static host => Answering(host!.DeepClone().AsObject()))]);
        return configuration;
    }

    private static JsonObject Answering(JsonObject host)
    {
        foreach (var route in host["routes"]?.AsArray() ?? [])
        {
            route!["directResponse"] = new JsonObject { ["status"] = 200 };
        }

        return host;
    }

    /// <summary>As istiod gives a WasmPlugin by ECDS: no VM id, so that all plugins of one module share a VM.</summary>
    private static JsonObject WasmFilter(string name, string config, string module) => new()
    {
        ["name"] = name,
        ["typedConfig"] = new JsonObject
        {
            ["@type"] = "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
            ["config"] = new JsonObject
            {
                ["name"] = name,
                ["rootId"] = "",
                ["failurePolicy"] = "FAIL_OPEN",
                ["configuration"] = new JsonObject
                {
                    ["@type"] = "type.googleapis.com/google.protobuf.StringValue",
                    ["value"] = config,
                },
                ["vmConfig"] = new JsonObject
                {
                    ["runtime"] = "envoy.wasm.runtime.v8",
                    ["code"] = new JsonObject { ["local"] = new JsonObject { ["filename"] = module } },
                },
            },
        },
    };

    private static JsonObject Router() => new()
    {
        ["name"] = "envoy.filters.http.router",
        ["typedConfig"] = new JsonObject { ["@type"] = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
    };

    private static JsonObject SocketAddress(IPEndPoint address) => new()
    {
        ["socketAddress"] = new JsonObject { ["address"] = address.Address.ToString(), ["portValue"] = address.Port },
    };
}
