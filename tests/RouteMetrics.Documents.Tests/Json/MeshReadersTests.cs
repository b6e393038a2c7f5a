using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Documents.Tests.Json;

public sealed class MeshReadersTests
{
    [Fact]
    public void A_Namespace_is_its_name_and_all_its_labels()
    {
        var (resource, faults) = Reading.Read(
            NamespaceReader.Read,
            """{"apiVersion": "v1", "kind": "Namespace", "metadata": {"labels": {"istio.io/dataplane-mode": "ambient", "a": ""}, "name": "apps"}, "status": {}}""");

        Assert.Empty(faults);
        Assert.Equal("apps", resource.Name);
        Assert.Equal("istio.io/dataplane-mode=ambient a=", string.Join(' ', resource.Labels.Select(label => $"{label.Key}={label.Value}")));
    }

    [Fact]
    public void A_label_that_is_no_string_is_a_fault_and_the_others_are_kept()
    {
        var (resource, faults) = Reading.Read(NamespaceReader.Read, """{"metadata": {"name": "apps", "labels": {"a.b/c": true, "d": "e"}}}""");

        Assert.Equal(["metadata.labels[a.b/c]: true: must be a string"], faults);
        Assert.Equal("d", Assert.Single(resource.Labels.Keys));
    }

    [Theory]
    [InlineData("""{"clusterIP": "10.0.0.1", "type": "ClusterIP", "ports": [{"name": "http", "port": 80}, {"port": 9898, "targetPort": "x"}]}""", "80,9898 False False")]
    [InlineData("""{"clusterIP": "None", "ports": null}""", " True False")]
    [InlineData("""{"type": "ExternalName", "externalName": "x"}""", " False True")]
    [InlineData("null", " False False")]
    public void A_Service_tells_its_ports_and_whether_it_has_a_VIP(string spec, string expected)
    {
        var (service, faults) = Reading.Read(ServiceReader.Read, $$$"""{"metadata": {"name": "s", "namespace": "n", "labels": {"a": "b"}}, "spec": {{{spec}}}}""");

        Assert.Empty(faults);
        Assert.Equal(new NamespacedName("n", "s"), service.Key);
        Assert.Equal("b", service.Labels["a"]);
        Assert.Equal(expected, $"{string.Join(',', service.Ports)} {service.IsHeadless} {service.IsExternalName}");
    }

    [Fact]
    public void A_Service_port_needs_a_number()
    {
        var (_, faults) = Reading.Read(ServiceReader.Read, """{"metadata": {"name": "s"}, "spec": {"ports": [{"name": "a"}, {"port": "http"}, {"port": 1.5}]}}""");

        Assert.Equal(
            ["spec.ports[0].port: is required", "spec.ports[1].port: \"http\": must be an integer", "spec.ports[2].port: 1.5: must be an integer"], faults);
    }

    [Fact]
    public void A_Gateway_is_its_class_and_its_listeners_with_their_defaults()
    {
        var (gateway, faults) = Reading.Read(
            GatewayReader.Read,
            """
            {"metadata": {"name": "web", "namespace": "infra"}, "spec": {"gatewayClassName": "istio", "listeners": [
              {"name": "a", "port": 80, "protocol": "HTTP"},
              {"name": "b", "port": 443, "protocol": "HTTPS", "hostname": "*.example.com", "tls": {},
               "allowedRoutes": {"namespaces": {"from": "All"}, "kinds": [{"kind": "HTTPRoute"}, {"group": "x.io", "kind": "HTTPRoute"}]}}]}}
            """);

        Assert.Empty(faults);
        Assert.Equal((new NamespacedName("infra", "web"), "istio"), (gateway.Key, gateway.ClassName));
        Assert.Equal(
            "a 80 HTTP * Same { } ;b 443 HTTPS *.example.com All { } HTTPRoute,x.io/HTTPRoute",
            string.Join(';', gateway.Listeners.Select(l =>
                $"{l.Name} {l.Port} {l.Protocol} {l.Hostname ?? "*"} {l.AllowedNamespaces} {string.Join(',', l.AllowedKinds)}")));
    }

    [Theory]
    [InlineData("""{}""", "Same { }")]
    [InlineData("""{"from": "Same"}""", "Same { }")]
    [InlineData("""{"from": "None"}""", "Nothing { }")]
    [InlineData("""{"from": "Newer"}""", "Nothing { }")]
    [InlineData("""{"from": "Selector"}""", "Nothing { }")]
    [InlineData("""{"from": "Selector", "selector": {}}""", "")]
    [InlineData("""{"from": "Selector", "selector": {"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "k", "operator": "In", "values": ["v", "w"]}, {"key": "e", "operator": "Exists"}]}}""", "a In b;k In v,w;e Exists ")]
    public void Namespaces_are_allowed_as_the_listener_says(string namespaces, string expected)
    {
        var (gateway, faults) = Reading.Read(
            GatewayReader.Read,
            $$$"""{"metadata": {"name": "g"}, "spec": {"gatewayClassName": "c", "listeners": [{"name": "l", "port": 1, "protocol": "HTTP", "allowedRoutes": {"namespaces": {{{namespaces}}}}}]}}""");

        Assert.Empty(faults);
        var allowed = gateway.Listeners[0].AllowedNamespaces;
        Assert.Equal(
            expected,
            allowed is AllowedNamespaces.Selected(var selector)
                ? string.Join(';', selector.Requirements.Select(r => $"{r.Key} {r.Operator} {string.Join(',', r.Values)}"))
                : allowed.ToString());
    }

    [Fact]
    public void What_a_Gateway_lacks_is_told()
    {
        var (_, faults) = Reading.Read(GatewayReader.Read, """{"metadata": {"name": "g"}, "spec": {"listeners": [{"hostname": "h"}]}}""");

        Assert.Equal(
            ["spec.gatewayClassName: is required", "spec.listeners[0].name: is required", "spec.listeners[0].protocol: is required", "spec.listeners[0].port: is required"],
            faults);
    }

    [Fact]
    public void A_ListenerSet_has_the_ports_of_its_protocols_and_names_its_Gateway()
    {
        var (set, faults) = Reading.Read(ListenerSetReader.Read, """
            {"metadata": {"name": "ls", "namespace": "b", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"parentRef": {"name": "gw", "namespace": "infra"}, "listeners": [
               {"name": "a", "protocol": "HTTP", "hostname": "a.example.com", "allowedRoutes": {"namespaces": {"from": "All"}}}, {"name": "b", "protocol": "HTTPS"}, {"name": "c", "protocol": "HTTP", "port": 8080}]}}
            """);

        Assert.Empty(faults);
        Assert.Equal((new NamespacedName("b", "ls"), new NamespacedName("infra", "gw")), (set.Key, set.Gateway));
        Assert.Equal([("a", 80), ("b", 443), ("c", 8080)], set.Listeners.Select(listener => (listener.Name, listener.Port)));
        Assert.IsType<AllowedNamespaces.All>(set.Listeners[0].AllowedNamespaces);
    }

    [Theory]
    [InlineData("", typeof(AllowedNamespaces.Nothing))]
    [InlineData(""", "allowedListeners": {}""", typeof(AllowedNamespaces.Nothing))]
    [InlineData(""", "allowedListeners": {"namespaces": {"from": "None"}}""", typeof(AllowedNamespaces.Nothing))]
    [InlineData(""", "allowedListeners": {"namespaces": {"from": "Same"}}""", typeof(AllowedNamespaces.Same))]
    [InlineData(""", "allowedListeners": {"namespaces": {"from": "All"}}""", typeof(AllowedNamespaces.All))]
    public void A_Gateway_takes_ListenerSets_only_if_it_says_so(string spec, Type allowed)
    {
        var (gateway, faults) = Reading.Read(GatewayReader.Read, $$$"""{"metadata": {"name": "g", "labels": {"istio.io/waypoint-for": "all"}}, "spec": {"gatewayClassName": "istio"{{{spec}}}}}""");

        Assert.Empty(faults);
        Assert.IsType(allowed, gateway.AllowedListeners);
        Assert.Equal("all", gateway.WaypointFor);
    }

    [Fact]
    public void A_Service_tells_its_ports_that_are_not_HTTP()
    {
        var (service, faults) = Reading.Read(ServiceReader.Read, """
            {"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80, "name": "http"}, {"port": 5432, "name": "tcp-pg"}, {"port": 81, "name": "tcp", "appProtocol": "kubernetes.io/h2c"}, {"port": 82, "protocol": "UDP"}]}}
            """);

        Assert.Empty(faults);
        Assert.Equal([80, 5432, 81, 82], service.Ports);
        Assert.Equal([5432, 82], service.RawPorts);
    }

    [Fact]
    public void A_ServiceEntry_tells_its_hosts_and_its_ports_that_are_not_HTTP()
    {
        var (entry, faults) = Reading.Read(ServiceReader.ReadEntry, """
            {"metadata": {"name": "s", "namespace": "n", "labels": {"istio.io/use-waypoint": "w"}}, "spec": {"hosts": ["a.example.com", "*.b.example.com"], "resolution": "DNS",
             "ports": [{"number": 80, "name": "web", "protocol": "HTTP"}, {"number": 443, "name": "http", "protocol": "TLS"}, {"number": 3306, "protocol": "GRPC"}, {"number": 9, "name": "any"}]}}
            """);

        Assert.Empty(faults);
        Assert.Equal("ServiceEntry n/s", entry.Target.ToString());
        Assert.Equal(["a.example.com", "*.b.example.com"], entry.Hosts);
        Assert.Equal([80, 443, 3306, 9], entry.Ports);
        Assert.Equal([443], entry.RawPorts);
        Assert.Equal("w", entry.Labels["istio.io/use-waypoint"]);
    }

    [Fact]
    public void A_port_of_a_ServiceEntry_needs_a_number()
    {
        var (_, faults) = Reading.Read(ServiceReader.ReadEntry, """{"metadata": {"name": "s"}, "spec": {"hosts": [], "ports": [{"port": 80}]}}""");

        Assert.Equal(["spec.ports[0].number: is required"], faults);
    }
}
