using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;
using RouteMetrics.Documents.Files;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>A request, the Envoy route that it took and whose rule that is; all null where there was none.</summary>
internal sealed record RecordedRequest(Probe Probe, string? RouteName, RouteKey? Route, int? Rule);

/// <summary>Objects as applied, and how istiod's own code and a real Envoy routed requests to them.</summary>
internal sealed record RecordedSet(string Name, MeshSnapshot Mesh, IReadOnlyList<RecordedRequest> Requests)
{
    /// <summary>
    /// All recordings of the folder <c>ROUTE_METRICS_MESH</c>, or of <c>shared/mesh</c> beside the repository; without either a few requests by hand.
    /// </summary>
    public static IEnumerable<RecordedSet> All() => Folder() is { } folder
        ? Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(Read)
        : [Read(HandRecording.Json)];

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("ROUTE_METRICS_MESH") is { Length: > 0 } named)
        {
            return named;
        }

        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            var folder = Path.Combine(parent.FullName, "shared", "mesh");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }

    private static RecordedSet Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var name = root.GetProperty("name").GetString()!;
        var input = InputDocuments.Read(["-"], new MemoryStream(Encoding.UTF8.GetBytes(root.GetProperty("objects").GetRawText())));
        if (input.Errors.Count > 0)
        {
            throw new InvalidDataException($"{name}: {string.Join("; ", input.Errors)}");
        }

        var routeNames = root.GetProperty("chains").EnumerateArray()
            .SelectMany(chain => chain.GetProperty("virtualHosts").EnumerateArray())
            .SelectMany(host => host.GetProperty("routes").EnumerateArray())
            .Select(route => route.GetProperty("name").GetString()!)
            .ToHashSet(StringComparer.Ordinal);
        return new(name, input.State, [.. root.GetProperty("requests").EnumerateArray().Select(request => Request(request, routeNames))]);
    }

    private static RecordedRequest Request(JsonElement item, HashSet<string> routeNames)
    {
        string[] target = [.. item.GetProperty("target").EnumerateArray().Select(part => part.GetString()!)];
        var path = item.TryGetProperty("seen", out var seen) ? seen : item.GetProperty("path");
        var probe = new Probe(
            new(Enum.Parse<TargetKind>(target[0]), new(target[1], target[2])),
            item.GetProperty("port").GetInt32(),
            new(
                item.GetProperty("method").GetString()!, path.GetString(), item.GetProperty("host").GetString()!,
                [.. item.GetProperty("headers").EnumerateArray().Select(header => KeyValuePair.Create(header[0].GetString()!, header[1].GetString()!))]));
        if (item.GetProperty("route").GetString()?.Split(' ', '/') is not [var kind, var space, var name])
        {
            return new(probe, null, null, null);
        }

        var rule = item.GetProperty("rule").GetInt32();
        var routeName = $"{space}.{name}.{rule}";
        return routeNames.Contains(routeName)
            ? new(probe, routeName, new(kind == "GRPCRoute" ? RouteKind.Grpc : RouteKind.Http, space, name), rule)
            : throw new InvalidDataException($"no recorded chain has a route {routeName}");
    }
}
