using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>One case of Gateway API's conformance suite: a request, and the match that it must come to (null: none, or not by a waypoint).</summary>
internal sealed record ConformanceCase(string Name, MeshSnapshot Mesh, Probe? Probe, MatchKey? Expected);

/// <summary>
/// Data of kubernetes-sigs/gateway-api's conformance suite, a file for each test, where it is at hand: the folder <c>ROUTE_METRICS_VECTORS</c>, or
/// <c>shared/vectors</c> beside the repository. A few cases in the same form are always there.
/// </summary>
internal static class ConformanceVectors
{
    public static IEnumerable<ConformanceCase> All() => Folder() is { } folder
        ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).SelectMany(file => Read(Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file)))
        : Read("by hand", HandVectors.Json);

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("ROUTE_METRICS_VECTORS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            var folder = Path.Combine(parent.FullName, "shared", "vectors");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }

    private static IEnumerable<ConformanceCase> Read(string file, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var others = Items(root, "other").ToList();
        var mesh = new MeshSnapshot
        {
            Namespaces = [.. OfKind(others, "Namespace").Select(item => new NamespaceResource(Text(item.GetProperty("metadata"), "name")!, Labels(item)))],
            Services = [.. OfKind(others, "Service").Select(Service)],
            Gateways = [.. OfKind(others, "Gateway").Select(Gateway)],
            Routes = [.. Items(root, "routes").Select(Route)],
        };
        return [.. Items(root, "cases").Select(item => Case(file, mesh, item))];
    }

    private static ConformanceCase Case(string file, MeshSnapshot mesh, JsonElement item)
    {
        var parent = item.GetProperty("parent");
        var expect = item.GetProperty("expect");
        var isPod = Text(parent, "kind") == "PodIP";
        var probe = isPod ? null : new Probe(
            new(Text(parent, "kind") == "Service" ? TargetKind.Service : TargetKind.Gateway, new(Text(parent, "namespace")!, Text(parent, "name")!)),
            Number(parent, "port")!.Value,
            Request(item.GetProperty("request")));
        MatchKey? expected = Text(expect, "route")?.Split('/') is [var space, var name]
            ? new(new(RouteKind.Http, space, name), Number(expect, "rule")!.Value, Number(expect, "match")!.Value)
            : null;

        // A consumer route (a route in another namespace than its Service) acts at the client; no waypoint measures it.
        var isConsumer = probe?.Target.Kind == TargetKind.Service && expected?.Route.Namespace != probe.Target.Key.Namespace;
        return new($"{file}: {Text(item, "name")}", mesh, probe, isConsumer ? null : expected);
    }

    private static ReferenceRequest Request(JsonElement item)
    {
        var headers = item.GetProperty("headers").EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!)).ToList();
        var host = headers.Find(header => header.Key.Equals("host", StringComparison.OrdinalIgnoreCase));
        headers.RemoveAll(header => header.Key.Equals("host", StringComparison.OrdinalIgnoreCase));
        return new(Text(item, "method")!, Text(item, "path"), host.Value ?? Text(item, "host")!, headers);
    }

    private static ServiceResource Service(JsonElement item) => new(Key(item))
    {
        Ports = [.. Items(item.GetProperty("spec"), "ports").Select(port => Number(port, "port")!.Value)],
    };

    private static GatewayResource Gateway(JsonElement item) =>
        new(Key(item), Text(item.GetProperty("spec"), "gatewayClassName")!.Replace("{GATEWAY_CLASS_NAME}", "istio", StringComparison.Ordinal))
        {
            Listeners = [.. Items(item.GetProperty("spec"), "listeners").Select(Listener)],
        };

    private static Listener Listener(JsonElement item) => new(Text(item, "name")!, Number(item, "port")!.Value, Text(item, "protocol")!)
    {
        Hostname = Text(item, "hostname"),
        AllowedNamespaces = Child(Child(item, "allowedRoutes"), "namespaces") is { } namespaces
            ? Text(namespaces, "from") switch
            {
                "All" => new AllowedNamespaces.All(),
                "Selector" => new AllowedNamespaces.Selected(new([.. namespaces.GetProperty("selector").GetProperty("matchLabels").EnumerateObject()
                    .Select(label => new LabelRequirement(label.Name, "In", [label.Value.GetString()!]))])),
                _ => new AllowedNamespaces.Same(),
            }
            : new AllowedNamespaces.Same(),
        AllowedKinds = [.. Items(Child(item, "allowedRoutes"), "kinds").Select(kind => Text(kind, "kind")!)],
    };

    private static HttpRoute Route(JsonElement item)
    {
        var key = Key(item);
        var spec = item.GetProperty("spec");
        return new()
        {
            Key = new(RouteKind.Http, key.Namespace, key.Name),
            ParentRefs = [.. Items(spec, "parentRefs").Select(parent => new ParentRef(
                Text(parent, "group") ?? ParentRef.GatewayGroup, Text(parent, "kind") ?? "Gateway", Text(parent, "namespace") ?? key.Namespace, Text(parent, "name")!)
            {
                SectionName = Text(parent, "sectionName"),
                Port = Number(parent, "port"),
            })],
            Hostnames = [.. Items(spec, "hostnames").Select(hostname => hostname.GetString()!)],
            Rules = [.. Items(spec, "rules").Select(Rule)],
        };
    }

    private static HttpRouteRule Rule(JsonElement item) => new()
    {
        Name = Text(item, "name"),
        Matches = item.TryGetProperty("matches", out _) ? [.. Items(item, "matches").Select(Match)] : [HttpRouteMatch.Any],
        FilterTypes = [.. Items(item, "filters").Select(filter => Text(filter, "type")!)],
        BackendFilterTypes = [.. Items(item, "backendRefs").SelectMany(backend => Items(backend, "filters")).Select(filter => Text(filter, "type")!)],
    };

    private static HttpRouteMatch Match(JsonElement item) => new()
    {
        Path = Child(item, "path") is { } path
            ? Text(path, "type") switch
            {
                "Exact" => new PathMatch.Exact(Text(path, "value") ?? "/"),
                "RegularExpression" => new PathMatch.RegularExpression(Text(path, "value") ?? "/"),
                _ => new PathMatch.Prefix(Text(path, "value") ?? "/"),
            }
            : HttpRouteMatch.DefaultPath,
        Method = Text(item, "method"),
        Headers = [.. Items(item, "headers").Select(header => new HeaderMatch(Text(header, "name")!, Value(header)))],
        QueryParams = [.. Items(item, "queryParams").Select(param => new QueryParamMatch(Text(param, "name")!, Value(param)))],
    };

    private static ValueMatch Value(JsonElement item) => Text(item, "type") == "RegularExpression"
        ? new ValueMatch.RegularExpression(Text(item, "value")!)
        : new ValueMatch.Exact(Text(item, "value")!);

    private static NamespacedName Key(JsonElement item) => new(Text(item.GetProperty("metadata"), "namespace")!, Text(item.GetProperty("metadata"), "name")!);

    private static Dictionary<string, string> Labels(JsonElement item) => Child(item.GetProperty("metadata"), "labels") is { } labels
        ? labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal)
        : [];

    private static IEnumerable<JsonElement> OfKind(IEnumerable<JsonElement> items, string kind) => items.Where(item => Text(item, "kind") == kind);

    private static IEnumerable<JsonElement> Items(JsonElement? item, string name) => Child(item, name)?.EnumerateArray() ?? Enumerable.Empty<JsonElement>();

    private static JsonElement? Child(JsonElement? item, string name) =>
        item?.TryGetProperty(name, out var child) == true && child.ValueKind != JsonValueKind.Null ? child : null;

    private static string? Text(JsonElement item, string name) => Child(item, name)?.GetString();

    private static int? Number(JsonElement item, string name) => Child(item, name)?.GetInt32();
}
