using System.Diagnostics;
using RouteMetrics.Cluster.Api;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Webhook;

/// <summary>The resource of the Kubernetes API that the object of a finding is one of.</summary>
internal static class JudgedResource
{
    public static ResourceType Of(ObjectRef about) => about.Kind switch
    {
        "HTTPRoute" => ResourceType.HttpRoutes,
        "WasmPlugin" => ResourceType.WasmPlugins,
        "Telemetry" => ResourceType.Telemetries,
        _ => throw new UnreachableException(),
    };
}
