using System.Text.Json;
using RouteMetrics.Core.Mesh;

namespace RouteMetrics.Cluster.GatewayApi;

public static class NamespaceReader
{
    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a Namespace.</summary>
    public static NamespaceResource Read(ref Utf8JsonReader reader, List<ReadFault> faults) => throw new System.Diagnostics.UnreachableException();
}
