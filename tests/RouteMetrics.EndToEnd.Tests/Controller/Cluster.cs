using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Controller;

/// <summary>What tests of the controller ask of a cluster.</summary>
internal static class Cluster
{
    private const string Istio = "gateways,wasmplugins,telemetries";

    /// <summary><c>Kind name</c> of all objects of a namespace that we might have made, Gateways first.</summary>
    public static async Task<string[]> ObjectsAsync(this ControlPlane cluster, string ns) =>
        [.. (await cluster.Kubectl.GetAsync($"{Istio} -n {ns}"))["items"]!.AsArray().Select(static item => $"{item!["kind"]} {item["metadata"]!["name"]}")];

    /// <summary>Waits until these objects are there, and no others.</summary>
    public static Task HasAsync(this ControlPlane cluster, string ns, params string[] objects) =>
        Eventually.SucceedsAsync(async () => Assert.Equal(objects, await cluster.ObjectsAsync(ns)));

    /// <summary>The objects of a namespace with one Service <c>podinfo-svc</c>.</summary>
    public static string[] PodinfoIn(string ns) => [$"Gateway {ns}-waypoint", "WasmPlugin podinfo-svc-wasmplugin", "Telemetry podinfo-svc-telemetry"];

    public static async Task<JsonNode> SpecAsync(this ControlPlane cluster, string what) => (await cluster.Kubectl.GetAsync(what))["spec"]!;

    /// <summary><c>value: condition</c> of each operation of a WasmPlugin, in order.</summary>
    public static async Task<string[]> OperationsAsync(this ControlPlane cluster, string ns, string plugin = "podinfo-svc-wasmplugin") =>
    [
        .. (await cluster.SpecAsync($"wasmplugin {plugin} -n {ns}"))["pluginConfig"]!["attributes"]![0]!["match"]!.AsArray()
            .Select(static match => $"{match!["value"]}: {match["condition"]}"),
    ];

    /// <summary>The labels of a Namespace by which it is in the mesh: mode of the data plane and waypoint.</summary>
    public static async Task<string> MeshLabelsAsync(this ControlPlane cluster, string ns)
    {
        var labels = (await cluster.Kubectl.GetAsync($"namespace {ns}"))["metadata"]!["labels"];
        return $"{labels?["istio.io/dataplane-mode"]} {labels?["istio.io/use-waypoint"]}";
    }

    /// <summary><c>Type reason kind/name: message</c> of each Event of a namespace, sorted.</summary>
    public static async Task<string[]> EventsAsync(this ControlPlane cluster, string ns) =>
    [
        .. (await cluster.Kubectl.GetAsync($"events -n {ns}"))["items"]!.AsArray()
            .Select(static item => $"{item!["type"]} {item["reason"]} {item["involvedObject"]!["kind"]}/{item["involvedObject"]!["name"]}: {item["message"]}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary><c>verb resource/name</c> of what our ServiceAccount wrote in a namespace, or tried to, but for Events, in order.</summary>
    public static string[] Writes(this ControlPlane cluster, string ns) =>
        [.. cluster.OurWrites().Where(e => e.Namespace == ns).Select(static e => $"{e.Verb} {e.Resource}/{e.Name}")];

    /// <summary>What our ServiceAccount wrote, or tried to, but for Events and the Lease.</summary>
    public static IEnumerable<AuditEvent> OurWrites(this ControlPlane cluster) =>
        cluster.Audit.Of(Installation.Namespace, Installation.Name).Where(static e => e.IsWrite && e.Resource is not ("events" or "leases"));

    /// <summary>
    /// Waits until the controller has nothing more to do about what has happened until now: a namespace that is made now is looked at after all the others.
    /// </summary>
    public static async Task SettledAsync(this ControlPlane cluster)
    {
        var ns = $"settled-{Guid.NewGuid():n}"[..16];
        await cluster.Kubectl.OutputAsync($"create namespace {ns}");
        await cluster.Kubectl.OutputAsync("create -f -", Manifest.Route(ns, "{type: Exact, value: /settled}"));
        await cluster.HasAsync(ns, PodinfoIn(ns));

        // Without a uid it is only announced.
        await Eventually.SucceedsAsync(async () => Assert.DoesNotContain(
            "\"\"", (string?)(await cluster.Kubectl.GetAsync($"namespace {ns}"))["metadata"]!["annotations"]!["routemetrics.io/objects"]!, StringComparison.Ordinal));
    }
}
