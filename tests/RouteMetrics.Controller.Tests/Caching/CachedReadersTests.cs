using System.Text;
using System.Text.Json;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Tests.Caching;

public sealed class CachedReadersTests
{
    // As kube-apiserver 1.20.2 gives them back.
    private const string OurFields = """
        {"apiVersion":"extensions.istio.io/v1alpha1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}},"manager":"route-metrics","operation":"Update","time":"2026-11-22T16:19:16Z"}
        """;

    private const string TheirFields = """
        {"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{"f:istio.io/dataplane-mode":{}}}},"manager":"kubectl-create","operation":"Update","time":"2026-11-22T16:19:16Z"}
        """;

    private const string OurLabel = "\"app.kubernetes.io/managed-by\":\"route-metrics\"";

    public static TheoryData<string, string, bool> Marks => new()
    {
        { OurLabel, OurFields, true },
        { OurLabel, $"{TheirFields},{OurFields}", true },
        { OurLabel, TheirFields, false },
        { "\"app.kubernetes.io/managed-by\":\"Helm\"", OurFields, false },
        { "", OurFields, false },
        { OurLabel, "", false },
    };

    [Theory]
    [MemberData(nameof(Marks))]
    public void An_object_is_ours_by_label_and_field_manager_and_not_by_one_of_them(string labels, string managers, bool isOurs)
    {
        var json = $$$"""{"metadata":{"name":"x","namespace":"ns","labels":{{{{labels}}}},"managedFields":[{{{managers}}}]},"spec":{"url":"oci://x"}}""";
        var state = Read(json, CachedReaders.WasmPlugin);
        Assert.Equal((isOurs, isOurs), (state.Found.IsMarked, state.Attached.IsOurs));
    }

    [Fact]
    public void Of_a_WasmPlugin_of_ours_is_known_which_module_it_has()
    {
        var json = $$$"""{"metadata":{"name":"x","namespace":"ns","labels":{{{{OurLabel}}}},"managedFields":[{{{OurFields}}}]},"spec":{"url":"http://a/b","sha256":"c"}}""";
        Assert.Equal(new PluginModule("http://a/b", "c"), Read(json, CachedReaders.WasmPlugin).Found.Module);
        Assert.Null(Read(json.Replace("route-metrics", "others", StringComparison.Ordinal), CachedReaders.WasmPlugin).Found.Module);
        Assert.Null(Read(json, CachedReaders.Telemetry).Found.Module);
    }

    [Fact]
    public void Of_a_TrafficExtension_is_known_where_it_acts_what_it_writes_how_old_it_is_and_whether_it_is_given_up()
    {
        const string Json = """
            {"metadata":{"name":"x","namespace":"ns","creationTimestamp":"2026-11-22T16:19:16Z","annotations":{"routemetrics.io/adopt":"true"}},
             "spec":{"phase":"AUTHZ","priority":-3,"targetRefs":[{"group":"","kind":"Service","name":"s"}],
             "wasm":{"pluginConfig":{"attributes":[{"output_attribute":"istio_operationId","phase":"ON_REQUEST","match":[{"value":"x"}]}]}}}}
            """;
        var attached = Assert.IsType<AttachedObject.Extension>(Read(Json, CachedReaders.TrafficExtension).Attached);
        Assert.Equal(
            ("TrafficExtension ns/x", new DateTimeOffset(2026, 11, 22, 16, 19, 16, TimeSpan.Zero), true, ExtensionPhase.Authz, (long?)-3),
            (attached.Object.ToString(), attached.CreationTimestamp, attached.IsGivenUp, attached.Phase, attached.Priority));
        Assert.Equal([new("", "Service", "s")], attached.TargetRefs);
        Assert.Equal([new("istio_operationId", true)], attached.Writes);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"x"}}""")]
    [InlineData("""{"metadata":{"name":"x","labels":null,"managedFields":null},"spec":null}""")]
    [InlineData("""{"metadata":{"name":"x","labels":["app.kubernetes.io/managed-by"],"managedFields":{"manager":"route-metrics"}},"spec":[]}""")]
    [InlineData("""{"metadata":{"name":"x","labels":{"app.kubernetes.io/managed-by":1},"managedFields":[null,{"manager":7}]},"spec":"x"}""")]
    [InlineData("""{}""")]
    public void An_object_of_another_shape_is_not_ours(string json) => Assert.False(Read(json, CachedReaders.WasmPlugin).Found.IsMarked);

    [Fact]
    public void The_spec_of_a_manifest_is_known_again_when_the_API_server_gives_it_back()
    {
        var spec = ManifestValue.MapOf(
            ("url", "https://example.com/x?a=b&c=<d>"),
            ("pluginConfig", ManifestValue.MapOf(
                ("z", new ManifestValue.Flag(true)),
                ("n", 15008L),
                ("attributes", ManifestValue.ListOf(ManifestValue.MapOf(("value", "GET /ä"), ("condition", "a == 'b' && c")))))));
        const string Given = """
            {"apiVersion":"extensions.istio.io/v1alpha1","kind":"WasmPlugin","metadata":{"name":"x"},
             "spec":{"pluginConfig":{"attributes":[{"condition":"a == 'b' \u0026\u0026 c","value":"GET /ä"}],"n":15008,"z":true},"url":"https://example.com/x?a=b\u0026c=\u003cd\u003e"}}
            """;
        Assert.Equal(ObjectDigest.OfManifest(spec), Read(Given, CachedReaders.WasmPlugin).Found.Spec);
    }

    [Theory]
    [InlineData("""{"url":"x","priority":0}""")]
    [InlineData("""{"url":"y"}""")]
    [InlineData("""{"url":["x"]}""")]
    [InlineData("""{"url":{"x":null}}""")]
    [InlineData("""{"ur":"lx"}""")]
    [InlineData("""{"url":null}""")]
    [InlineData("""{}""")]
    [InlineData("null")]
    public void Any_other_spec_is_another(string spec) =>
        Assert.NotEqual(ObjectDigest.OfManifest(ManifestValue.MapOf(("url", "x"))), Read($$"""{"metadata":{"name":"x"},"spec":{{spec}}}""", CachedReaders.WasmPlugin).Found.Spec);

    [Fact]
    public void A_status_and_the_notes_of_the_API_server_do_not_change_what_an_object_says()
    {
        const string Before = """{"metadata":{"name":"r","namespace":"ns","resourceVersion":"1","generation":1},"spec":{"parentRefs":[{"name":"g"}]}}""";
        const string After = """{"metadata":{"name":"r","namespace":"ns","resourceVersion":"2","generation":2,"managedFields":[{"manager":"istiod"}]},"spec":{"parentRefs":[{"name":"g"}]},"status":{"parents":[{}]}}""";
        Assert.Equal(Read(Before, Route).Digest, Read(After, Route).Digest);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"r","namespace":"ns"},"spec":{"parentRefs":[{"name":"h"}]}}""")]
    [InlineData("""{"metadata":{"name":"r","namespace":"ns","annotations":{"a":"b"}},"spec":{"parentRefs":[{"name":"g"}]}}""")]
    [InlineData("""{"metadata":{"name":"r","namespace":"ns","deletionTimestamp":"2026-11-22T16:19:16Z"},"spec":{"parentRefs":[{"name":"g"}]}}""")]
    public void Everything_else_does(string json) => Assert.NotEqual(
        Read("""{"metadata":{"name":"r","namespace":"ns"},"spec":{"parentRefs":[{"name":"g"}]}}""", Route).Digest,
        Read(json, Route).Digest);

    [Fact]
    public void Of_a_Namespace_is_known_which_of_its_labels_are_ours()
    {
        const string Json = """
            {"metadata":{"name":"ns","labels":{"istio.io/dataplane-mode":"ambient","istio.io/use-waypoint":"ns-waypoint","team":"x"},"managedFields":[
             {"manager":"kubectl-create","operation":"Update","fieldsV1":{"f:metadata":{"f:labels":{"f:istio.io/dataplane-mode":{},"f:team":{}}}}},
             {"manager":"route-metrics","operation":"Apply","fieldsV1":{"f:metadata":{"f:labels":{"f:istio.io/use-waypoint":{}}}}}]}}
            """;
        var ns = Read(Json, CachedReaders.Namespace);
        Assert.Equal(["istio.io/use-waypoint"], ns.Resource.OwnedLabels);
        Assert.False(ns.IsBeingDeleted);
        Assert.Equal(Some.Labels("istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=ns-waypoint", "team=x"), ns.Resource.Labels);
    }

    [Fact]
    public void Of_a_Service_only_the_labels_about_waypoints_are_kept()
    {
        const string Json = """{"metadata":{"name":"s","namespace":"ns","labels":{"istio.io/use-waypoint":"none","app":"s"}},"spec":{"ports":[{"port":80}]}}""";
        var service = Read(Json, CachedReaders.Service).Value;
        Assert.Equal(Some.Labels("istio.io/use-waypoint=none"), service.Labels);
        Assert.Equal([80], service.Ports);
    }

    [Fact]
    public void A_Gateway_is_both_a_parent_and_an_object_that_may_be_ours()
    {
        var json = $$$"""
            {"metadata":{"name":"g","namespace":"ns","deletionTimestamp":"2026-11-22T16:19:16Z","labels":{{{{OurLabel}}},"istio.io/waypoint-for":"service"},"managedFields":[{{{OurFields}}}]},
             "spec":{"gatewayClassName":"istio-waypoint","listeners":[{"name":"mesh","port":15008,"protocol":"HBONE"}]}}
            """;
        var gateway = Read(json, CachedReaders.Gateway);
        Assert.Equal(new FoundObject { Mark = new(true, true) { IsAlone = true }, IsBeingDeleted = true, WaypointFor = "service" }, gateway.Found);
        Assert.True(MeshManifests.IsWaypoint(gateway.Resource, null, Core.Settings.RouteMetricsSettings.Default));
    }

    private static Digested<HttpRoute> Route(ref Utf8JsonReader reader, List<ReadFault> faults) =>
        new RouteIntake(RouteRoom.OfProcess()).Read(ref reader, RouteKind.Http, faults);

    private static T Read<T>(string json, ReadItem<T> read)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        var value = read(ref reader, []);
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        return value;
    }
}
