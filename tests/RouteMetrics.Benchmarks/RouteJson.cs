using System.Text.Json.Nodes;

namespace RouteMetrics.Benchmarks;

/// <summary>HTTPRoutes as the API server sends them, made without chance: the same arguments give the same bytes.</summary>
internal static class RouteJson
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE"];

    /// <summary>A route of a Service. Each match has <paramref name="conditions"/> headers and half as many query parameters.</summary>
    /// <param name="name">Name of the route and part of its paths, so that no two routes say the same.</param>
    /// <param name="parent">The parentRef.</param>
    /// <param name="rules">Number of rules.</param>
    /// <param name="matches">Number of matches in each rule.</param>
    /// <param name="conditions">Number of headers in each match.</param>
    /// <param name="padding">Characters by which the first header value of each match is longer; needs a header.</param>
    public static JsonObject Route(string @namespace, string name, JsonObject parent, int rules, int matches, int conditions, int padding = 0) => new()
    {
        ["apiVersion"] = "gateway.networking.k8s.io/v1",
        ["kind"] = "HTTPRoute",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace, ["creationTimestamp"] = "2026-01-01T00:00:00Z" },
        ["spec"] = new JsonObject
        {
            ["parentRefs"] = new JsonArray(parent),
            ["rules"] = Array(rules, rule => new JsonObject
            {
                ["matches"] = Array(matches, match => Match(name, rule, match, conditions, padding)),
                ["backendRefs"] = new JsonArray(new JsonObject { ["group"] = "", ["kind"] = "Service", ["name"] = "backend", ["port"] = 8080, ["weight"] = 1 }),
            }),
        },
    };

    public static JsonObject Service(string name) => new() { ["group"] = "", ["kind"] = "Service", ["name"] = name, ["port"] = 8080 };

    public static JsonObject Gateway(string name) => new() { ["group"] = "gateway.networking.k8s.io", ["kind"] = "Gateway", ["name"] = name };

    private static JsonObject Match(string name, int rule, int match, int conditions, int padding)
    {
        var number = (rule * 64) + match;
        var (type, path) = (number % 4) switch
        {
            0 => ("Exact", $"/{name}/{number}/health"),
            1 => ("RegularExpression", $"/{name}/{number}/items/[0-9a-f]+(/details)?"),
            _ => ("PathPrefix", $"/{name}/{number}/api"),
        };
        return new JsonObject
        {
            ["path"] = new JsonObject { ["type"] = type, ["value"] = path },
            ["method"] = Methods[number % Methods.Length],
            ["headers"] = Array(conditions, n => Condition($"x-match-{n}", $"value-{number}" + new string('v', n == 0 ? padding : 0))),
            ["queryParams"] = Array(conditions / 2, n => Condition($"parameter{n}", $"value-{number}")),
        };
    }

    private static JsonObject Condition(string name, string value) => new() { ["type"] = "Exact", ["name"] = name, ["value"] = value };

    private static JsonArray Array(int count, Func<int, JsonNode> item) => new([.. Enumerable.Range(0, count).Select(item)]);
}
