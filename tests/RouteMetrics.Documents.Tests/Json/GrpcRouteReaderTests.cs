using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Tests.Json;

public sealed class GrpcRouteReaderTests
{
    [Fact]
    public void All_that_counts_is_read()
    {
        var (route, faults) = Reading.Read(Reading.GrpcRoute, """
            {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GRPCRoute",
             "metadata": {"name": "greeter", "namespace": "apps", "creationTimestamp": "2026-01-31T12:00:00Z", "annotations": {"routemetrics.io/name": "x", "other": "y"}},
             "spec": {"parentRefs": [{"group": "", "kind": "Service", "name": "greeter", "port": 81}], "hostnames": ["grpc.example.com"], "rules": [
               {"name": "hello", "matches": [
                  {"method": {"service": "helloworld.Greeter", "method": "SayHello"}},
                  {"method": {"service": "helloworld.Greeter", "type": "Exact"}, "headers": [{"name": "x-v", "value": "1"}]},
                  {"method": {"method": "Check"}},
                  {"method": {"type": "RegularExpression", "service": "foo\\..*", "method": "List|Get"}},
                  {"headers": [{"name": "x-v", "value": "[0-9]+", "type": "RegularExpression"}]},
                  {"method": {"type": "Newer", "service": "a", "method": "b"}},
                  {}],
                "filters": [{"type": "RequestMirror"}], "backendRefs": [{"name": "greeter", "port": 80, "filters": [{"type": "RequestHeaderModifier"}]}]},
               {"backendRefs": []}]},
             "status": {"parents": []}}
            """);

        Assert.Empty(faults);
        Assert.Equal(
            """
            GRPCRoute apps/greeter created 2026-01-31T12:00:00.0000000+00:00
            annotation routemetrics.io/name=x
            parent { Group = , Kind = Service, Namespace = apps, Name = greeter, SectionName = , Port = 81, IsGateway = False, IsListenerSet = False, IsService = True, IsServiceEntry = False, Key = apps/greeter }
            hostnames grpc.example.com
            rule hello filters [RequestMirror] backend [RequestHeaderModifier]
              GrpcMethod { Value = /helloworld.Greeter/SayHello, Service = helloworld.Greeter, Method = SayHello, IsExpression = False } method -
              GrpcMethod { Value = /helloworld.Greeter/, Service = helloworld.Greeter, Method = , IsExpression = False } method - HeaderMatch { Name = x-v, Value = Exact { Value = 1 } }
              GrpcMethod { Value = /[^/]+/Check, Service = , Method = Check, IsExpression = False } method -
              GrpcMethod { Value = /foo\..*/List|Get, Service = foo\..*, Method = List|Get, IsExpression = True } method -
              GrpcMethod { Value = /, Service = , Method = , IsExpression = False } method - HeaderMatch { Name = x-v, Value = RegularExpression { Value = [0-9]+ } }
              Unknown { Value = a/b, Type = Newer } method -
              GrpcMethod { Value = /, Service = , Method = , IsExpression = False } method -
            rule - filters [] backend []

            """,
            Reading.Show(route));
    }

    [Fact]
    public void Neither_rules_nor_matches_are_filled_in()
    {
        var (route, faults) = Reading.Read(Reading.GrpcRoute, """{"metadata": {"name": "r"}, "spec": {}}""");

        Assert.Empty(faults);
        Assert.Equal(new RouteKey(RouteKind.Grpc, "default", "r"), route.Key);
        Assert.Empty(route.Rules);
    }

    [Theory]
    [InlineData("""{"method": {}}""", "spec.rules[0].matches[0].method.service")]
    [InlineData("""{"method": "Get"}""", "spec.rules[0].matches[0].method")]
    [InlineData("""{"method": {"service": 1}}""", "spec.rules[0].matches[0].method.service")]
    [InlineData("""{"headers": [{"value": "1"}]}""", "spec.rules[0].matches[0].headers[0].name")]
    public void What_the_CRD_refuses_is_a_fault_with_its_place(string match, string place)
    {
        var (_, faults) = Reading.Read(Reading.GrpcRoute, $$$"""{"metadata": {"name": "r"}, "spec": {"rules": [{"matches": [{{{match}}}]}]}}""");

        Assert.StartsWith(place, Assert.Single(faults), StringComparison.Ordinal);
    }
}
