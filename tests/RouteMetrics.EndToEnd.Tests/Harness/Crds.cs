using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>
/// The CRDs of Gateway API and Istio: the official ones where a folder <c>shared/crds</c> beside the repository holds them, else those of this project, which
/// know as much as the program reads and writes.
/// </summary>
internal static class Crds
{
    private static readonly string[] Files = ["gatewayclasses.yaml", "gateways.yaml", "httproutes.yaml", "grpcroutes.yaml", "listenersets.yaml", "serviceentries.yaml", "wasmplugins.yaml", "trafficextensions.yaml", "telemetries.yaml"];

    private static readonly string[] Served =
        [
        "gateway.networking.k8s.io/v1/httproutes", "gateway.networking.k8s.io/v1/grpcroutes",
        "gateway.networking.k8s.io/v1/listenersets", "gateway.networking.k8s.io/v1/gateways", "extensions.istio.io/v1alpha1/wasmplugins",
        "extensions.istio.io/v1alpha1/trafficextensions", "telemetry.istio.io/v1/telemetries",
        "networking.istio.io/v1/serviceentries", "security.istio.io/v1/authorizationpolicies", "security.istio.io/v1/requestauthentications",
    ];

    private static readonly string Policies = SourceTree.PathOf("tests/RouteMetrics.EndToEnd.Tests/Crds/securitypolicies.yaml");

    private static readonly string Folder = SourceTree.Shared("crds") ?? SourceTree.PathOf("tests/RouteMetrics.EndToEnd.Tests/Crds");

    public static async Task InstallAsync(ControlPlane cluster)
    {
        // Not validated: 1.20 does not know the CEL rules in the official ones, and drops them.
        await cluster.Kubectl.OutputAsync($"create --validate=false {string.Join(' ', Files.Select(file => $"-f {Path.Combine(Folder, file)}"))} -f {Policies}");
        foreach (var served in Served)
        {
            await Eventually.SucceedsAsync(async () => _ = (await cluster.Api.GetAsync($"/apis/{served}")).Object);
        }
    }
}
