using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RouteMetrics.Core;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Files;
using RouteMetrics.Mesh.Tests.Envoy;

namespace RouteMetrics.Benchmarks;

/// <summary>
/// What scripts/bench-proxy serves: for each kind of match and number of rules, a filter chain without label, one with a native tag, one
/// with the module, and one with the module leaving every condition to the CEL of the proxy. The request takes the last rule.
/// </summary>
internal static class ProxyLoad
{
    private const int FirstPort = 18000;

    private static readonly int[] Sizes = [1, 5, 20, 50, 128];
    private static readonly string[] Kinds = ["exact", "prefix", "header", "query", "regex", "host"];
    private static readonly string[] Ways = ["nothing", "native", "module", "CEL"];

    /// <summary>In turns over the ways, so that what disturbs the machine for a while disturbs each of them.</summary>
    public static IReadOnlyList<ProxyCase> Cases(ConditionKind conditions)
    {
        var cases = new List<ProxyCase>();
        foreach (var (kind, size) in from kind in Kinds from size in Sizes select (kind, size))
        {
            var operations = OperationsOf(kind, size, conditions);
            var name = NameOf(size - 1);
            if (operations.Count != size || operations[^1].RouteName != name)
            {
                throw new InvalidOperationException($"{kind}, {size} rules: the last of {operations.Count} operations is that of {operations[^1].RouteName}, not of {name}");
            }

            foreach (var way in Ways)
            {
                cases.Add(CaseOf(kind, operations, way, FirstPort + cases.Count));
            }
        }

        return cases;
    }

    /// <summary>A hundred chains of the same 20 rules each, of which the first <paramref name="plugins"/> have the module.</summary>
    public static IReadOnlyList<ProxyCase> MemoryCases(int plugins)
    {
        var operations = OperationsOf("exact", 20, ConditionKind.Route);
        return [.. Enumerable.Range(0, 100).Select(index => CaseOf("exact", operations, index < plugins ? "module" : "nothing", FirstPort + index))];
    }

    /// <summary>Envoy's bootstrap for all of them.</summary>
    public static Task WriteAsync(string file, string module, IReadOnlyList<ProxyCase> cases) =>
        File.WriteAllTextAsync(file, EnvoyConfiguration.Of(cases.Select(static item => item.Chain), module).ToJsonString());

    private static ProxyCase CaseOf(string kind, IReadOnlyList<Operation> operations, string way, int port)
    {
        var size = operations.Count;
        var chain = new LabelledChain(
            new(IPAddress.Loopback, port), "", [], [], VirtualHosts(kind, size), way is "module" or "CEL" ? [PluginOf(operations, way == "CEL")] : [])
        {
            Answer = way == "native" ? $"%CEL({Tree([.. Enumerable.Range(0, size).Select(NameOf)])})%" : "constant",
            HeaderToShowLabel = way == "native" ? null : ProxyCase.HeaderToShowLabel,
        };
        var label = way switch
        {
            "nothing" => "-",
            "native" => LabelOf(NameOf(size - 1)),
            _ => operations[^1].Value,
        };
        return new(
            kind, size, way, chain, new("GET", HostOf(kind, size - 1), PathOf(kind, size - 1), [("x-tenant", TenantOf(size - 1))]), label);
    }

    private static string PluginOf(IReadOnlyList<Operation> operations, bool isHost)
    {
        var plugin = new JsonObject
        {
            ["attributes"] = new JsonArray(new JsonObject
            {
                ["output_attribute"] = "istio_operationId",
                ["phase"] = "ON_REQUEST",
                ["match"] = new JsonArray([.. operations.Select(static operation => new JsonObject
                {
                    ["value"] = operation.Value,
                    ["condition"] = CelPrinter.Print(operation.Condition!),
                })]),
            }),
        };
        if (isHost)
        {
            plugin["decided_by"] = "host";
        }

        return plugin.ToJsonString();
    }

    // As the printer writes it, but for what is not there yet: the tree of the native engine.
    private static string Tree(ReadOnlySpan<string> names)
    {
        if (names.Length <= 4)
        {
            return $"{{{string.Join(", ", names.ToArray().Select(static name => $"'{name}': '{LabelOf(name)}'"))}}}[xds.route_name]";
        }

        var middle = names.Length / 2;
        return $"(xds.route_name < '{names[middle]}' ? {Tree(names[..middle])} : {Tree(names[middle..])})";
    }

    private static List<Operation> OperationsOf(string kind, int size, ConditionKind conditions)
    {
        var objects = new JsonArray([.. Enumerable.Range(0, size).Select(index => Route(kind, index))]);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = objects }.ToJsonString()));
        var documents = InputDocuments.Read(["-"], input);
        var settings = RouteMetricsSettings.Default with { Conditions = conditions };
        return [.. RoutePlan.Of(documents.State, settings).Targets.SelectMany(static target => target.Operations)];
    }

    // A route for each rule: as with hosts, and more than 16 rules do not fit into one.
    private static JsonObject Route(string kind, int index)
    {
        var match = new JsonObject { ["method"] = "GET" };
        match["path"] = kind switch
        {
            "exact" => PathMatch("Exact", PathOf(kind, index)),
            "prefix" => PathMatch("PathPrefix", PathOf(kind, index)),
            "regex" => PathMatch("RegularExpression", $"/v1/items/{NumberOf(index)}/[0-9]+/reviews"),
            _ => PathMatch("PathPrefix", "/v1/items"),
        };
        if (kind == "header")
        {
            match["headers"] = new JsonArray(new JsonObject { ["name"] = "x-tenant", ["value"] = TenantOf(index) });
        }

        if (kind == "query")
        {
            match["queryParams"] = new JsonArray(new JsonObject { ["name"] = "tenant", ["value"] = TenantOf(index) });
        }

        var spec = new JsonObject
        {
            ["parentRefs"] = new JsonArray(kind == "host"
                ? new JsonObject { ["name"] = "gateway" }
                : new JsonObject { ["group"] = "", ["kind"] = "Service", ["name"] = "items" }),
            ["rules"] = new JsonArray(new JsonObject { ["matches"] = new JsonArray(match) }),
        };
        if (kind == "host")
        {
            spec["hostnames"] = new JsonArray(HostOf(kind, index));
        }

        return new()
        {
            ["apiVersion"] = "gateway.networking.k8s.io/v1",
            ["kind"] = "HTTPRoute",
            ["metadata"] = new JsonObject { ["name"] = RouteOf(index), ["namespace"] = "shop" },
            ["spec"] = spec,
        };
    }

    private static JsonObject PathMatch(string type, string value) => new() { ["type"] = type, ["value"] = value };

    // Three digits each: shorter paths would come behind longer ones, and the last route would be one of the first.
    private static string NumberOf(int index) => index.ToString("D3", CultureInfo.InvariantCulture);

    private static string RouteOf(int index) => $"r{NumberOf(index)}";

    private static string NameOf(int index) => $"shop.{RouteOf(index)}.0";

    private static string LabelOf(string name) => $"GET /{name}";

    private static string TenantOf(int index) => $"v{NumberOf(index)}";

    private static string HostOf(string kind, int index) => kind == "host" ? $"tenant-{NumberOf(index)}.example.com" : "items.shop";

    private static string PathOf(string kind, int index) => kind switch
    {
        "exact" or "prefix" => $"/v1/items/{NumberOf(index)}",
        "regex" => $"/v1/items/{NumberOf(index)}/4711/reviews",
        "query" => $"/v1/items?page=2&tenant={TenantOf(index)}",
        _ => "/v1/items",
    };

    private static JsonArray VirtualHosts(string kind, int size)
    {
        var routes = Enumerable.Range(0, size).Select(index => new JsonObject { ["name"] = NameOf(index), ["match"] = EnvoyMatch(kind, index) });
        return kind == "host"
            ? new([.. routes.Select((route, index) => VirtualHost($"host-{index}", HostOf(kind, index), new JsonArray(route)))])
            : new(VirtualHost("all", "*", new JsonArray([.. routes])));
    }

    private static JsonObject VirtualHost(string name, string domain, JsonArray routes) =>
        new() { ["name"] = name, ["domains"] = new JsonArray(domain), ["routes"] = routes };

    private static JsonObject EnvoyMatch(string kind, int index)
    {
        var match = kind switch
        {
            "exact" => new JsonObject { ["path"] = PathOf(kind, index) },
            "prefix" => new JsonObject { ["pathSeparatedPrefix"] = PathOf(kind, index) },
            "regex" => new JsonObject { ["safeRegex"] = new JsonObject { ["regex"] = $"/v1/items/{NumberOf(index)}/[0-9]+/reviews" } },
            _ => new JsonObject { ["pathSeparatedPrefix"] = "/v1/items" },
        };
        match["headers"] = new JsonArray(Exactly(":method", "GET"));
        if (kind == "header")
        {
            match["headers"]!.AsArray().Add(Exactly("x-tenant", TenantOf(index)));
        }

        if (kind == "query")
        {
            match["queryParameters"] = new JsonArray(Exactly("tenant", TenantOf(index)));
        }

        return match;
    }

    private static JsonNode Exactly(string name, string value) =>
        new JsonObject { ["name"] = name, ["stringMatch"] = new JsonObject { ["exact"] = value } };
}
