using System.Text;

namespace RouteMetrics.Testing;

/// <summary>AdmissionReviews as the API server writes them.</summary>
internal static class Reviews
{
    public const string Uid = "705ab4f5-6393-11e8-b7cc-42010a800002";

    public const string Namespaces = """{"group":"","version":"v1","resource":"namespaces"}""";

    public const string HttpRoutes = """{"group":"gateway.networking.k8s.io","version":"v1","resource":"httproutes"}""";

    public const string GrpcRoutes = """{"group":"gateway.networking.k8s.io","version":"v1","resource":"grpcroutes"}""";

    public static string GrpcRoute(string rules, string operation = "CREATE", string? old = null) => Review(
        GrpcRoutes, operation, GrpcRouteObject(rules), old ?? "null", "podinfo");

    public static string GrpcRouteObject(string rules) =>
        $$$"""{"apiVersion":"gateway.networking.k8s.io/v1","kind":"GRPCRoute","metadata":{"name":"routes","namespace":"podinfo"},"spec":{"parentRefs":[{"group":"","kind":"Service","name":"podinfo-svc"}],"rules":{{{rules}}}}}""";

    public static string Namespace(string metadata, string operation = "CREATE", string more = "", string? old = null) =>
        Review(Namespaces, operation, NamespaceObject(metadata), old is null ? "null" : NamespaceObject(old), "", more);

    public static string Route(string rules, string operation = "CREATE", string metadata = """{"name":"routes","namespace":"podinfo"}""", string more = "", string? old = null) =>
        Review(HttpRoutes, operation, RouteObject(rules, metadata), old ?? "null", "podinfo", more);

    public const string WasmPlugins = """{"group":"extensions.istio.io","version":"v1alpha1","resource":"wasmplugins"}""";

    public const string Telemetries = """{"group":"telemetry.istio.io","version":"v1","resource":"telemetries"}""";

    public static string Plugin(string condition, string operation = "CREATE", string metadata = """{"name":"plugin","namespace":"podinfo"}""", string? old = null) =>
        Review(WasmPlugins, operation, PluginObject(condition, metadata), old ?? "null", "podinfo");

    public static string PluginObject(string condition, string metadata = """{"name":"plugin","namespace":"podinfo"}""") =>
        $$$$"""{"apiVersion":"extensions.istio.io/v1alpha1","kind":"WasmPlugin","metadata":{{{{metadata}}}},"spec":{"targetRefs":[{"group":"","kind":"Service","name":"podinfo-svc"}],"url":"oci://example/attributegen:1","failStrategy":"FAIL_OPEN","phase":"AUTHN","vmConfig":{"env":[{"name":"A","value":"b"}]},"pluginConfig":{"attributes":[{"output_attribute":"istio_operationId","phase":"ON_REQUEST","match":[{"value":"a","condition":"{{{{condition}}}}"}]}]}}}""";

    public const string TrafficExtensions = """{"group":"extensions.istio.io","version":"v1alpha1","resource":"trafficextensions"}""";

    public static string TrafficExtension(string condition) => Review(
        TrafficExtensions,
        "CREATE",
        $$$$"""{"apiVersion":"extensions.istio.io/v1alpha1","kind":"TrafficExtension","metadata":{"name":"extension","namespace":"podinfo"},"spec":{"targetRefs":[{"group":"","kind":"Service","name":"podinfo-svc"}],"phase":"AUTHN","wasm":{"url":"oci://example/attributegen:1","failStrategy":"FAIL_OPEN","pluginConfig":{"attributes":[{"output_attribute":"istio_operationId","phase":"ON_REQUEST","match":[{"value":"a","condition":"{{{{condition}}}}"}]}]}} }}""",
        "null",
        "podinfo");

    public static string Telemetry(string value) => Review(
        Telemetries,
        "CREATE",
        $$$$"""{"apiVersion":"telemetry.istio.io/v1","kind":"Telemetry","metadata":{"name":"telemetry","namespace":"podinfo"},"spec":{"targetRefs":[{"group":"gateway.networking.k8s.io","kind":"Gateway","name":"waypoint"}],"metrics":[{"overrides":[{"tagOverrides":{"operation":{"value":"{{{{value}}}}"}}}]}]}}""",
        "null",
        "podinfo");

    public static string RouteObject(string rules, string metadata = """{"name":"routes","namespace":"podinfo"}""") =>
        $$$$"""{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{{{{metadata}}}},"spec":{"parentRefs":[{"group":"","kind":"Service","name":"podinfo-svc"}],"rules":{{{{rules}}}}},"status":{"parents":[]}}""";

    public static string Review(string resource, string operation, string @object, string oldObject, string @namespace, string more = "") =>
        $$$$"""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"{{{{Uid}}}}","kind":{"group":"g","version":"v1","kind":"K"},"resource":{{{{resource}}}},"requestKind":{"group":"g","version":"v1","kind":"K"},"name":"routes","namespace":"{{{{@namespace}}}}","operation":"{{{{operation}}}}","userInfo":{"username":"jane","groups":["system:authenticated"]},{{{{more}}}}"object":{{{{@object}}}},"oldObject":{{{{oldObject}}}},"dryRun":false,"options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}""";

    private static string NamespaceObject(string metadata) =>
        $$$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{{{{metadata}}}},"spec":{},"status":{}}""";

    public static byte[] Bytes(string review) => Encoding.UTF8.GetBytes(review);

    /// <summary>The two routes of the reference case.</summary>
    public const string TwoRules =
        """[{"matches":[{"path":{"type":"Exact","value":"/healthz"},"method":"GET"}]},{"matches":[{"path":{"type":"Exact","value":"/echo"},"method":"POST"}]}]""";

    /// <summary>A match that says nothing: RMW006, a warning unless configured otherwise.</summary>
    public const string CatchAll = """[{"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]""";

    /// <summary>A value that the CRD refuses: RMW012, a denial.</summary>
    public const string RelativePath = """[{"matches":[{"path":{"type":"Exact","value":"echo"},"method":"POST"}]}]""";
}
