using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Tests.Oracle;

/// <summary>
/// The lines that tests/oracle/cel.mjs reads and writes. JSON's default escaping also hides U+2028, which ends a line for node.
/// </summary>
internal static class IndependentCelLine
{
    public static string Question(int id, IReadOnlyList<string> expressions, IReadOnlyList<CelActivation> requests) => new JsonObject
    {
        ["id"] = id,
        ["expressions"] = new JsonArray([.. expressions.Select(expression => JsonValue.Create(expression))]),
        ["requests"] = new JsonArray([.. requests.Select(Request)]),
    }.ToJsonString();

    public static string ParseQuestion(int id, IReadOnlyList<string> texts) => new JsonObject
    {
        ["id"] = id,
        ["parse"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
    }.ToJsonString();

    public static IReadOnlyList<string?> Faults(int id, string line)
    {
        using var answer = JsonDocument.Parse(line);
        Assert.Equal(id, answer.RootElement.GetProperty("id").GetInt32());
        return [.. answer.RootElement.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString())];
    }

    public static IReadOnlyList<IReadOnlyList<IndependentOutcome>> Answer(int id, string line)
    {
        using var answer = JsonDocument.Parse(line);
        Assert.Equal(id, answer.RootElement.GetProperty("id").GetInt32());
        return [.. answer.RootElement.GetProperty("results").EnumerateArray()
            .Select(expression => (IReadOnlyList<IndependentOutcome>)[.. expression.EnumerateArray().Select(Outcome)])];
    }

    private static JsonObject Request(CelActivation request) => new()
    {
        ["method"] = request.Method,
        ["url_path"] = request.UrlPath,
        ["query"] = request.Query,
        ["host"] = request.Host,
        ["headers"] = new JsonObject(request.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
        ["filter_chain_name"] = request.FilterChainName,
        ["route_name"] = request.RouteName,
        ["destination_port"] = request.DestinationPort,
    };

    private static IndependentOutcome Outcome(JsonElement result) => result.ValueKind switch
    {
        JsonValueKind.True => new(CelOutcome.True, ""),
        JsonValueKind.False => new(CelOutcome.False, ""),
        _ => new(CelOutcome.Error, result.GetProperty("error").GetString()!),
    };
}
