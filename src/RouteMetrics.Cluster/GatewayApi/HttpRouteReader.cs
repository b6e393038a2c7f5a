using System.Text.Json;
using RouteMetrics.Core.Routes;

namespace RouteMetrics.Cluster.GatewayApi;

public static class HttpRouteReader
{
    /// <summary>
    /// Reads one HTTPRoute from the reader, which stands on its StartObject and is left on its EndObject. Never throws for the shape of the object: what has
    /// the wrong type is added to <paramref name="faults"/> and skipped. Malformed JSON throws <see cref="JsonException"/>.
    /// </summary>
    public static HttpRoute Read(ref Utf8JsonReader reader, List<ReadFault> faults) => throw new System.Diagnostics.UnreachableException();
}
