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

    /// <summary>Writes envoy.json, and cases: kind, size, way, port, host, path and header, with tabs between them.</summary>
    /// <param name="asksRoute">Conditions ask for the name of the route first.</param>
    public static async Task WriteAsync(string folder, string module, bool asksRoute)
    {
        var chains = new List<LabelledChain>();
        var cases = new StringBuilder();
        foreach (var (kind, size, way) in from kind in Kinds from size in Sizes from way in Ways select (kind, size, way))
        {
            var port = FirstPort + chains.Count;
            chains.Add(Chain(kind, size, way, port, asksRoute));
            var last = size - 1;
            cases.AppendLine(CultureInfo.InvariantCulture, $"{kind}\t{size}\t{way}\t{port}\t{HostOf(kind, last)}\t{PathOf(kind, last)}\tx-tenant: v{last}");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "envoy.json"), EnvoyConfiguration.Of(chains, module).ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(folder, "cases"), cases.ToString());
    }

    private static LabelledChain Chain(string kind, int size, string way, int port, bool asksRoute)
    {
        var plugin = new JsonObject
        {
            ["attributes"] = new JsonArray(new JsonObject
            {
                ["output_attribute"] = "istio_operationId",
                ["phase"] = "ON_REQUEST",
                ["match"] = new JsonArray([.. Operations(kind, size).Select(operation => new JsonObject
                {
                    ["value"] = operation.Value,
                    ["condition"] = CelPrinter.Print(asksRoute ? Guarded(operation) : operation.Condition!),
                })]),
            }),
        };
        if (way == "CEL")
        {
            plugin["decided_by"] = "host";
        }

        return new(
            new(IPAddress.Loopback, port), "", [], [], VirtualHosts(kind, size), way is "module" or "CEL" ? [plugin.ToJsonString()] : [])
        {
            Answer = way == "native" ? $"%CEL({Tree([.. Enumerable.Range(0, size).Select(NameOf).Order(StringComparer.Ordinal)])})%" : "constant",
        };
    }

    // As the printer writes it, but for what is not there yet: the tree of the native engine.
    private static string Tree(ReadOnlySpan<string> names)
    {
        if (names.Length <= 4)
        {
            return $"{{{string.Join(", ", names.ToArray().Select(static name => $"'{name}': 'GET /{name}'"))}}}[xds.route_name]";
        }

        var middle = names.Length / 2;
        return $"(xds.route_name < '{names[middle]}' ? {Tree(names[..middle])} : {Tree(names[middle..])})";
    }

    private static CelExpression Guarded(Operation operation) => CelExpression.AllOf([
        new CelExpression.Relation(
            new CelExpression.Select(new CelExpression.Identifier("xds"), "route_name"), CelRelation.Equal,
            new CelExpression.Text(operation.RouteName)),
        operation.Condition!]);

    private static IEnumerable<Operation> Operations(string kind, int size)
    {
        var objects = new JsonArray([.. Enumerable.Range(0, size).Select(index => Route(kind, index))]);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = objects }.ToJsonString()));
        var documents = InputDocuments.Read(["-"], input);
        return RoutePlan.Of(documents.State, new RouteMetricsSettings()).Targets.SelectMany(static target => target.Operations);
    }

    // A route for each rule: as with hosts, and more than 16 rules do not fit into one.
    private static JsonObject Route(string kind, int index)
    {
        var match = new JsonObject { ["method"] = "GET" };
        match["path"] = kind switch
        {
            "exact" => PathMatch("Exact", PathOf(kind, index)),
            "prefix" => PathMatch("PathPrefix", PathOf(kind, index)),
            "regex" => PathMatch("RegularExpression", $"/v1/items/{index}/[0-9]+/reviews"),
            _ => PathMatch("PathPrefix", "/v1/items"),
        };
        if (kind == "header")
        {
            match["headers"] = new JsonArray(new JsonObject { ["name"] = "x-tenant", ["value"] = $"v{index}" });
        }

        if (kind == "query")
        {
            match["queryParams"] = new JsonArray(new JsonObject { ["name"] = "tenant", ["value"] = $"v{index}" });
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
            ["metadata"] = new JsonObject { ["name"] = $"r{index}", ["namespace"] = "shop" },
            ["spec"] = spec,
        };
    }

    private static JsonObject PathMatch(string type, string value) => new() { ["type"] = type, ["value"] = value };

    private static string NameOf(int index) => $"shop.r{index}.0";

    private static string HostOf(string kind, int index) => kind == "host" ? $"tenant-{index}.example.com" : "items.shop";

    private static string PathOf(string kind, int index) => kind switch
    {
        "exact" or "prefix" => $"/v1/items/{index}",
        "regex" => $"/v1/items/{index}/4711/reviews",
        "query" => $"/v1/items?page=2&tenant=v{index}",
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
            "regex" => new JsonObject { ["safeRegex"] = new JsonObject { ["regex"] = $"/v1/items/{index}/[0-9]+/reviews" } },
            _ => new JsonObject { ["pathSeparatedPrefix"] = "/v1/items" },
        };
        match["headers"] = new JsonArray(Exactly(":method", "GET"));
        if (kind == "header")
        {
            match["headers"]!.AsArray().Add(Exactly("x-tenant", $"v{index}"));
        }

        if (kind == "query")
        {
            match["queryParameters"] = new JsonArray(Exactly("tenant", $"v{index}"));
        }

        return match;
    }

    private static JsonNode Exactly(string name, string value) =>
        new JsonObject { ["name"] = name, ["stringMatch"] = new JsonObject { ["exact"] = value } };
}
