namespace RouteMetrics.Core.Tests.Reference;

/// <summary>Cases in the form of the conformance data, for where that data is not at hand.</summary>
internal static class HandVectors
{
    public static byte[] Json =>
        """
        {
          "routes": [
            {
              "metadata": { "name": "catalog", "namespace": "shop" },
              "spec": {
                "parentRefs": [{ "name": "edge" }, { "group": "", "kind": "Service", "name": "catalog" }],
                "hostnames": ["*.example.com"],
                "rules": [
                  { "matches": [{ "path": { "type": "PathPrefix", "value": "/v2/" } }, { "headers": [{ "name": "Version", "value": "two" }] }] },
                  { "matches": [{ "path": { "type": "Exact", "value": "/v2" }, "method": "POST" }, { "queryParams": [{ "name": "q", "value": "1" }] }] },
                  { "matches": [{ "path": { "type": "RegularExpression", "value": "/v[0-9]+" } }] }
                ]
              }
            }
          ],
          "other": [
            {
              "kind": "Gateway",
              "metadata": { "name": "edge", "namespace": "shop" },
              "spec": {
                "gatewayClassName": "{GATEWAY_CLASS_NAME}",
                "listeners": [
                  { "name": "one", "port": 80, "protocol": "HTTP", "hostname": "a.example.com" },
                  { "name": "all", "port": 80, "protocol": "HTTP" }
                ]
              }
            }
          ],
          "cases": [
            {
              "name": "a prefix takes its own path without the slash",
              "request": { "method": "GET", "host": "a.example.com", "path": "/v2", "headers": {} },
              "parent": { "kind": "Gateway", "namespace": "shop", "name": "edge", "port": 80 },
              "expect": { "route": "shop/catalog", "rule": 0, "match": 0 }
            },
            {
              "name": "an exact path comes before a prefix",
              "request": { "method": "POST", "host": "b.example.com:80", "path": "/v2", "headers": { "version": "two" } },
              "parent": { "kind": "Gateway", "namespace": "shop", "name": "edge", "port": 80 },
              "expect": { "route": "shop/catalog", "rule": 1, "match": 0 }
            },
            {
              "name": "a header counts before a query parameter",
              "request": { "method": "GET", "host": "b.example.com", "path": "/?q=1", "headers": { "version": "two" } },
              "parent": { "kind": "Gateway", "namespace": "shop", "name": "edge", "port": 80 },
              "expect": { "route": "shop/catalog", "rule": 0, "match": 1 }
            },
            {
              "name": "a regular expression is tried last",
              "request": { "method": "GET", "host": "b.example.com", "path": "/v1?q=1&q=2", "headers": {} },
              "parent": { "kind": "Gateway", "namespace": "shop", "name": "edge", "port": 80 },
              "expect": { "route": "shop/catalog", "rule": 1, "match": 1 }
            },
            {
              "name": "a host that no hostname covers",
              "request": { "method": "GET", "host": "example.com", "path": "/v1", "headers": {} },
              "parent": { "kind": "Gateway", "namespace": "shop", "name": "edge", "port": 80 },
              "expect": { "status": 404 }
            },
            {
              "name": "a waypoint does not ask for the host",
              "request": { "method": "GET", "host": "catalog", "path": "/v1?q=2", "headers": {} },
              "parent": { "kind": "Service", "namespace": "shop", "name": "catalog", "port": 80, "clientNamespace": "web" },
              "expect": { "route": "shop/catalog", "rule": 2, "match": 0 }
            }
          ]
        }
        """u8.ToArray();
}
