using System.Text.Json;
using System.Text.Json.Nodes;

namespace RouteMetrics.Mesh.Tests.Recordings;

/// <summary>
/// Objects, what istiod made of them, and the route that Envoy took for each of some requests: a line of <c>../shared/mesh/*.jsonl</c>,
/// which is described there. Not in this repository; tests that need it are skipped without it.
/// </summary>
internal sealed record RecordedSet(
    string Name, IReadOnlyList<JsonNode> Objects, IReadOnlyList<RecordedChain> Chains, IReadOnlyList<RecordedRequest> Requests)
{
    /// <summary>The names of the files, without ending; none without the folder.</summary>
    public static IReadOnlyList<string> Files => SourceTree.Shared("mesh") is { } folder
        ? [.. Directory.EnumerateFiles(folder, "*.jsonl").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
        : [];

    public static IReadOnlyList<RecordedSet> ReadAll(string file) =>
        [.. File.ReadLines(SourceTree.Shared($"mesh/{file}.jsonl")!).Select(static line => Read(JsonNode.Parse(line)!.AsObject()))];

    private static RecordedSet Read(JsonObject set) => new(
        set["name"]!.GetValue<string>(),
        [.. set["objects"]!.AsArray().Select(static item => item!)],
        [.. set["chains"]!.AsArray().Select(static item => RecordedChain.Read(item!.AsObject()))],
        [.. set["requests"]!.AsArray().Select(static item => RecordedRequest.Read(item!.AsObject()))]);

    /// <summary>The chain that the request comes in on; null if istiod made none for its port.</summary>
    public RecordedChain? ChainOf(RecordedRequest request) =>
        Chains.FirstOrDefault(chain => chain.Port == request.Port && chain.Serves(request.Kind, request.Namespace, request.Name));
}

/// <summary>One HTTP filter chain as istiod made it: a waypoint's for one port of a Service, or a Gateway's for one port.</summary>
internal sealed record RecordedChain(string Proxy, string Name, int Port, JsonObject Options, JsonObject RouteOptions, JsonArray VirtualHosts)
{
    public static RecordedChain Read(JsonObject chain)
    {
        var name = chain["chain"]!.GetValue<string>();
        var listener = chain["listener"]!.GetValue<string>();
        return new(
            chain["proxy"]!.GetValue<string>(),
            name,
            // inbound-vip|80|http|svc.a.svc.cluster.local, or 0.0.0.0_80
            int.Parse(name.Length > 0 ? name.Split('|')[1] : listener.Split('_')[1]),
            chain["options"]!.AsObject(),
            chain["routeOptions"]!.AsObject(),
            chain["virtualHosts"]!.AsArray());
    }

    public bool Serves(string kind, string @namespace, string name) => kind == "Gateway"
        ? Proxy == $"router {@namespace}/{name}"
        : Name.EndsWith($"|http|{name}.{@namespace}.svc.cluster.local", StringComparison.Ordinal);
}

/// <param name="Path">As it is sent, with the query.</param>
/// <param name="Route">Such as <c>HTTPRoute a/web</c>; null for a 404.</param>
internal sealed record RecordedRequest(
    string Kind, string Namespace, string Name, int Port, string Method, string Host, string Path,
    IReadOnlyList<(string Name, string Value)> Headers, string? Route, int? Rule)
{
    public static RecordedRequest Read(JsonObject request)
    {
        var target = request["target"]!.AsArray();
        return new(
            target[0]!.GetValue<string>(),
            target[1]!.GetValue<string>(),
            target[2]!.GetValue<string>(),
            request["port"]!.GetValue<int>(),
            request["method"]!.GetValue<string>(),
            request["host"]!.GetValue<string>(),
            request["path"]!.GetValue<string>(),
            [.. request["headers"]!.AsArray().Select(static pair => (pair![0]!.GetValue<string>(), pair[1]!.GetValue<string>()))],
            request["route"]?.GetValue<string>(),
            request["rule"]?.GetValue<int>());
    }
}
