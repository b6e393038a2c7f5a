namespace RouteMetrics.Core.Tests.Reference;

/// <summary>A recording in the form of the others, for where there are none: the joint order of an HTTPRoute and two GRPCRoutes of one second.</summary>
internal static class HandRecording
{
    public const string Json = """
        {
          "name": "by hand",
          "objects": [
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a", "labels": {"istio.io/dataplane-mode": "ambient", "istio.io/use-waypoint": "a-waypoint"}}},
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "svc", "namespace": "a"}, "spec": {"ports": [{"name": "http", "port": 80}, {"name": "grpc", "port": 81}]}},
            {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "web", "namespace": "a", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"parentRefs": [{"group": "", "kind": "Service", "name": "svc"}], "rules": [
               {"matches": [{"path": {"value": "/foo.Foo"}}]}, {"matches": [{"path": {"type": "Exact", "value": "/foo.Foo/Get"}, "method": "GET"}]}, {"matches": [{"path": {"type": "RegularExpression", "value": "/[a-z]+/Ping"}}]}]}},
            {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GRPCRoute", "metadata": {"name": "rpc", "namespace": "a", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"parentRefs": [{"group": "", "kind": "Service", "name": "svc"}], "rules": [
               {"matches": [{"method": {"service": "foo.Foo", "method": "Get"}}]}, {"matches": [{"method": {"service": "foo.Foo"}}]}, {"matches": [{"method": {"method": "Ping"}}]},
               {"matches": [{"headers": [{"name": "x-v", "value": "1"}]}]}]}},
            {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GRPCRoute", "metadata": {"name": "rpc-1", "namespace": "a", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"parentRefs": [{"group": "", "kind": "Service", "name": "svc"}], "rules": [{"matches": [{"method": {"service": "foo.Foo", "method": "List"}}]}, {"matches": [{"method": {"service": "foo.Foo", "method": "Get"}}]}]}}
          ],
          "chains": [{"virtualHosts": [{"routes": [{"name": "a.web.0"}, {"name": "a.web.1"}, {"name": "a.web.2"}, {"name": "a.rpc.0"}, {"name": "a.rpc.1"}, {"name": "a.rpc.2"}, {"name": "a.rpc.3"}, {"name": "a.rpc-1.0"}, {"name": "a.rpc-1.1"}]}]}],
          "requests": [
            {"target": ["Service", "a", "svc"], "port": 80, "method": "GET", "host": "svc.a", "path": "/foo.Foo/Get", "headers": [], "route": "HTTPRoute a/web", "rule": 1},
            {"target": ["Service", "a", "svc"], "port": 81, "method": "POST", "host": "svc.a", "path": "/foo.Foo/Get", "headers": [], "route": "GRPCRoute a/rpc-1", "rule": 1},
            {"target": ["Service", "a", "svc"], "port": 81, "method": "POST", "host": "svc.a", "path": "/foo.Foo/List", "headers": [], "route": "GRPCRoute a/rpc-1", "rule": 0},
            {"target": ["Service", "a", "svc"], "port": 80, "method": "POST", "host": "svc.a", "path": "/foo.Foo/x", "headers": [], "route": "GRPCRoute a/rpc", "rule": 1},
            {"target": ["Service", "a", "svc"], "port": 80, "method": "POST", "host": "svc.a", "path": "/foo.Foo", "headers": [], "route": "GRPCRoute a/rpc", "rule": 1},
            {"target": ["Service", "a", "svc"], "port": 80, "method": "POST", "host": "svc.a", "path": "/bar/Ping", "headers": [["x-v", "1"]], "route": "HTTPRoute a/web", "rule": 2},
            {"target": ["Service", "a", "svc"], "port": 80, "method": "POST", "host": "svc.a", "path": "/bar.v1/Ping", "headers": [["x-v", "1"]], "route": "GRPCRoute a/rpc", "rule": 2},
            {"target": ["Service", "a", "svc"], "port": 80, "method": "POST", "host": "svc.a", "path": "/x", "headers": [["x-v", "1"]], "route": "GRPCRoute a/rpc", "rule": 3},
            {"target": ["Service", "a", "svc"], "port": 80, "method": "POST", "host": "svc.a", "path": "/x", "headers": [], "route": null}
          ]
        }
        """;
}
