using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Benchmarks;

/// <summary>How the routes of a mesh share their targets.</summary>
public enum MeshShape
{
    /// <summary>Ten routes for each Service, one Service in each namespace: the usual mesh.</summary>
    ManyServices,

    /// <summary>Ten routes for each Service, all in one namespace.</summary>
    OneNamespace,

    /// <summary>All on one Service: as much ordering as there can be.</summary>
    OneService,

    /// <summary>All on one Gateway, each with a hostname of its own: the usual ingress.</summary>
    OneGateway,
}

/// <summary>Meshes of any size, with three rules of one match for each route.</summary>
internal static class Meshes
{
    private const int RoutesOfNamespace = 10;

    public static MeshSnapshot Of(MeshShape shape, int routes) => new() { Routes = [.. Enumerable.Range(0, routes).Select(number => Route(shape, number))] };

    /// <summary>So many routes of a Service.</summary>
    public static MeshSnapshot Beside(string @namespace, string service, int routes) => new()
    {
        Routes =
        [
            .. Enumerable.Range(0, routes).Select(number => Read(
                RouteJson.Route(@namespace, $"route-{number}", RouteJson.Service(service), rules: 3, matches: 1, conditions: number % 3))),
        ],
    };

    public static HttpRoute Read(JsonObject json)
    {
        List<ReadFault> faults = [];
        var route = Read(Encoding.UTF8.GetBytes(json.ToJsonString()), faults);
        return faults is [] ? route : throw new InvalidOperationException(string.Join('\n', faults));
    }

    public static HttpRoute Read(byte[] json, List<ReadFault> faults)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return HttpRouteReader.Read(ref reader, RouteKind.Http, faults);
    }

    private static HttpRoute Route(MeshShape shape, int number)
    {
        var @namespace = shape == MeshShape.ManyServices ? $"namespace-{number / RoutesOfNamespace}" : "shop";
        var parent = shape switch
        {
            MeshShape.OneGateway => RouteJson.Gateway("ingress"),
            MeshShape.OneNamespace => RouteJson.Service($"backend-{number / RoutesOfNamespace}"),
            _ => RouteJson.Service("backend"),
        };
        var json = RouteJson.Route(@namespace, $"route-{number}", parent, rules: 3, matches: 1, conditions: number % 3);
        if (shape == MeshShape.OneGateway)
        {
            json["spec"]!["hostnames"] = new JsonArray($"app-{number}.example.com");
        }

        return Read(json);
    }
}
