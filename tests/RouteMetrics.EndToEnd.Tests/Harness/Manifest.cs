namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>What a user writes.</summary>
internal static class Manifest
{
    /// <summary>With the label that the API server itself sets since Kubernetes 1.21, and that our selectors count on.</summary>
    public static string Namespace(string name, string labels = "") => $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {{name}}
          labels: {kubernetes.io/metadata.name: {{name}}, {{labels}}}
        """;

    /// <summary>The Service <c>podinfo-svc</c>.</summary>
    public static string Service(string @namespace) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: podinfo-svc, namespace: {{@namespace}}}
        spec:
          selector: {app: podinfo}
          ports: [{name: http, port: 9898}]
        """;

    /// <summary>A route of the Service <c>podinfo-svc</c> with one rule: GET of this path, in flow style.</summary>
    public static string Route(string @namespace, string path, string version = "v1") => $$"""
        apiVersion: gateway.networking.k8s.io/{{version}}
        kind: HTTPRoute
        metadata: {name: podinfo, namespace: {{@namespace}}}
        spec:
          parentRefs: [{group: "", kind: Service, name: podinfo-svc}]
          rules:
            - matches: [{method: GET, path: {{path}}}]
              backendRefs: [{name: podinfo-svc, port: 9898}]
        """;

    /// <summary>A WasmPlugin of that Service, with one match of this condition.</summary>
    public static string WasmPlugin(string @namespace, string condition) => $$"""
        apiVersion: extensions.istio.io/v1alpha1
        kind: WasmPlugin
        metadata: {name: by-hand, namespace: {{@namespace}}}
        spec:
          targetRefs: [{group: "", kind: Service, name: podinfo-svc}]
          url: oci://registry.example/attributegen:1
          failStrategy: FAIL_OPEN
          phase: AUTHN
          pluginConfig:
            attributes:
              - output_attribute: by_hand
                phase: ON_REQUEST
                match: [{value: a, condition: "{{condition}}"}]
        """;

    /// <summary>The same as a TrafficExtension.</summary>
    public static string TrafficExtension(string @namespace, string condition) => $$"""
        apiVersion: extensions.istio.io/v1alpha1
        kind: TrafficExtension
        metadata: {name: by-hand, namespace: {{@namespace}}}
        spec:
          targetRefs: [{group: "", kind: Service, name: podinfo-svc}]
          phase: AUTHN
          wasm:
            url: oci://registry.example/attributegen:1
            failStrategy: FAIL_OPEN
            pluginConfig:
              attributes:
                - output_attribute: by_hand
                  phase: ON_REQUEST
                  match: [{value: a, condition: "{{condition}}"}]
        """;

    /// <summary>A Telemetry of the waypoint, with one label of this value.</summary>
    public static string Telemetry(string @namespace, string value) => $$"""
        apiVersion: telemetry.istio.io/v1
        kind: Telemetry
        metadata: {name: by-hand, namespace: {{@namespace}}}
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}]
          metrics:
            - overrides:
                - tagOverrides:
                    operation: {value: "{{value}}"}
        """;
}
