namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>What a user writes.</summary>
internal static class Manifest
{
    public static string Namespace(string name, string labels = "") => $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {{name}}
          labels: {{{labels}}}
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
}
