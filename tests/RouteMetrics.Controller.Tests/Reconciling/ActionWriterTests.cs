using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Testing;

namespace RouteMetrics.Controller.Tests.Reconciling;

/// <summary>Each action is one request, which says by what state of the object it was decided.</summary>
public sealed class ActionWriterTests
{
    private const string Waypoint = "istio.io/use-waypoint";

    private static readonly ObjectIdentity Namespace = new(null, "shop", "u", "7");
    private static readonly ObjectIdentity Plugin = new("shop", "cart", "u", "7");
    private static readonly Manifest Wanted = new(
        "extensions.istio.io/v1alpha1", "WasmPlugin", "shop", "cart", ManifestValue.MapOf(("kind", "WasmPlugin"), ("spec", ManifestValue.MapOf(("a", "b")))));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deletion_is_of_the_object_and_the_version_that_was_seen() => Assert.Equal(
        "DELETE /apis/extensions.istio.io/v1alpha1/namespaces/shop/wasmplugins/cart "
        + """{"preconditions":{"resourceVersion":"7","uid":"u"},"propagationPolicy":"Background"}""",
        await SentAsync(new ReconcileAction.Delete(ResourceType.WasmPlugins, Plugin)));

    [Fact]
    public async Task A_change_is_of_the_version_that_was_seen() => Assert.Equal(
        "PATCH /apis/extensions.istio.io/v1alpha1/namespaces/shop/wasmplugins/cart?fieldManager=route-metrics "
        + """[{"op":"replace","path":"/metadata/resourceVersion","value":"7"},{"op":"replace","path":"/spec","value":{"a":"b"}}]""",
        await SentAsync(new ReconcileAction.Change(ResourceType.WasmPlugins, Wanted, Plugin)));

    [Fact]
    public async Task A_label_is_taken_back_from_the_version_that_was_seen() => Assert.Equal(
        "PATCH /api/v1/namespaces/shop?fieldManager=route-metrics "
        + """[{"op":"replace","path":"/metadata/resourceVersion","value":"7"},{"op":"remove","path":"/metadata/labels/istio.io~1use-waypoint"},"""
        + """{"op":"replace","path":"/metadata/annotations/routemetrics.io~1enrolled","value":"-istio.io/use-waypoint"}]""",
        await SentAsync(new ReconcileAction.TakeBackWaypoint(Namespace, "shop-waypoint", new([], IsWaypointWithdrawn: true))));

    [Fact]
    public async Task Marks_are_applied_to_the_object_and_the_version_that_were_seen() => Assert.Equal(
        "PATCH /api/v1/namespaces/shop?fieldManager=route-metrics&force=true "
        + """{"apiVersion":"v1","kind":"Namespace","metadata":{"annotations":{"a":"b"},"labels":{"istio.io/use-waypoint":"w"},"name":"shop","""
        + """ "resourceVersion":"7","uid":"u"}}""".TrimStart(),
        await SentAsync(new ReconcileAction.Mark(Namespace, new([new(Waypoint, "w")], [new("a", "b")]), [])));

    [Fact]
    public async Task A_Gateway_is_applied_with_force_to_the_object_and_the_version_that_were_seen()
    {
        var wanted = new Manifest(
            "gateway.networking.k8s.io/v1", "Gateway", "shop", "w",
            ManifestValue.MapOf(("metadata", ManifestValue.MapOf(("name", "w"))), ("spec", ManifestValue.MapOf(("a", "b")))));

        Assert.Equal(
            "PATCH /apis/gateway.networking.k8s.io/v1/namespaces/shop/gateways/w?fieldManager=route-metrics&force=true "
            + """{"metadata":{"name":"w","uid":"u","resourceVersion":"7"},"spec":{"a":"b"}}""",
            await SentAsync(new ReconcileAction.Change(ResourceType.Gateways, wanted, new("shop", "w", "u", "7"))));
    }

    private static async Task<string> SentAsync(ReconcileAction action)
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));
        using var api = server.Api();
        await ActionWriter.WriteAsync(api, action, Cancel);
        var request = Assert.Single(server.Requests);
        return $"{request.Line} {request.Body}";
    }
}
