using System.Buffers;
using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Documents.Tests.Json;

public sealed class HttpRouteReaderTests
{
    public const string Full = """
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
         "spec": {
           "hostnames": ["podinfo.example.com", "*.example.org"],
           "parentRefs": [
             {"group": "", "kind": "Service", "name": "podinfo-svc", "port": 9898},
             {"name": "web", "namespace": "infra", "sectionName": "https"}],
           "rules": [
             {"name": "read",
              "matches": [
                {"path": {"type": "Exact", "value": "/healthz"}, "method": "GET"},
                {"path": {"type": "RegularExpression", "value": "/v[0-9]+"},
                 "headers": [{"name": "X-Env", "value": "canary"}, {"name": "v", "type": "RegularExpression", "value": "a|b"}],
                 "queryParams": [{"name": "q", "type": "Exact", "value": "1"}]}],
              "filters": [{"type": "URLRewrite", "urlRewrite": {"path": {"type": "ReplaceFullPath", "replaceFullPath": "/x"}}}, {"type": "CORS"}],
              "backendRefs": [
                {"name": "a", "port": 80, "filters": [{"type": "RequestHeaderModifier"}]},
                {"name": "b", "port": 80},
                {"name": "c", "filters": [{"type": "Newer"}]}],
              "timeouts": {"request": "10s"}},
             {"matches": [{"path": {"value": "/api"}, "method": "PURGE"}]}]},
         "status": {"parents": []},
         "metadata": {"name": "podinfo", "namespace": "apps", "creationTimestamp": "2026-01-31T12:00:00Z",
           "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "routemetrics.io/name": "x"},
           "managedFields": [{"fieldsV1": {"f:spec": {}}}]}}
        """;

    [Fact]
    public void A_whole_route_is_read_with_its_metadata_behind_its_spec()
    {
        var (route, faults) = Reading.Read(Reading.HttpRoute, Full);

        Assert.Empty(faults);
        Assert.Equal(
            """
            apps/podinfo created 2026-01-31T12:00:00.0000000+00:00
            annotation routemetrics.io/name=x
            parent { Group = , Kind = Service, Namespace = apps, Name = podinfo-svc, SectionName = , Port = 9898, IsGateway = False, IsListenerSet = False, IsService = True, IsServiceEntry = False, Key = apps/podinfo-svc }
            parent { Group = gateway.networking.k8s.io, Kind = Gateway, Namespace = infra, Name = web, SectionName = https, Port = , IsGateway = True, IsListenerSet = False, IsService = False, IsServiceEntry = False, Key = infra/web }
            hostnames podinfo.example.com *.example.org
            rule read filters [URLRewrite CORS] backend [RequestHeaderModifier Newer]
              Exact { Value = /healthz } method GET
              RegularExpression { Value = /v[0-9]+ } method - HeaderMatch { Name = X-Env, Value = Exact { Value = canary } } HeaderMatch { Name = v, Value = RegularExpression { Value = a|b } } QueryParamMatch { Name = q, Value = Exact { Value = 1 } }
            rule - filters [] backend []
              Prefix { Value = /api } method PURGE

            """,
            Reading.Show(route));
    }

    [Theory]
    [InlineData("""{}""", "rule|PathPrefix /")]
    [InlineData("""{"rules": null}""", "rule|PathPrefix /")]
    [InlineData("""{"rules": []}""", "")]
    [InlineData("""{"rules": [{}]}""", "rule|PathPrefix /")]
    [InlineData("""{"rules": [{"matches": null}]}""", "rule|PathPrefix /")]
    [InlineData("""{"rules": [{"matches": []}]}""", "rule")]
    [InlineData("""{"rules": [{"matches": [{}]}]}""", "rule|PathPrefix /")]
    [InlineData("""{"rules": [{"matches": [{"path": null, "headers": null, "queryParams": null, "method": null}]}]}""", "rule|PathPrefix /")]
    [InlineData("""{"rules": [{"matches": [{"path": {}}]}]}""", "rule|PathPrefix /")]
    [InlineData("""{"rules": [{"matches": [{"path": {"type": "Exact"}}]}]}""", "rule|Exact /")]
    [InlineData("""{"rules": [{"matches": [{"path": {"value": "/x"}}]}]}""", "rule|PathPrefix /x")]
    [InlineData("""{"rules": [{"matches": [{"path": {"type": "Glob", "value": "/*"}}]}]}""", "rule|Glob /*")]
    public void What_is_absent_or_null_has_the_default_of_the_CRD(string spec, string expected)
    {
        var (route, faults) = Reading.Read(Reading.HttpRoute, $$$"""{"metadata": {"name": "r"}, "spec": {{{spec}}}}""");

        Assert.Empty(faults);
        Assert.Equal(new RouteKey(RouteKind.Http, "default", "r"), route.Key);
        Assert.Equal(expected, string.Join('|', route.Rules.SelectMany(rule => rule.Matches.Select(Show).Prepend("rule"))));
    }

    [Fact]
    public void An_empty_match_is_the_shared_match_of_everything()
    {
        var (route, _) = Reading.Read(Reading.HttpRoute, """{"metadata": {"name": "r"}, "spec": {"rules": [{"matches": [{"path": {"value": "/"}}]}]}}""");

        Assert.Same(HttpRouteMatch.Any, route.Rules[0].Matches[0]);
    }

    [Theory]
    [InlineData("""{"name": "a"}""", "gateway.networking.k8s.io|Gateway|apps|a||")]
    [InlineData("""{"name": "a", "group": "", "kind": "Service"}""", "|Service|apps|a||")]
    [InlineData("""{"name": "a", "group": null, "kind": null, "namespace": null, "port": null}""", "gateway.networking.k8s.io|Gateway|apps|a||")]
    [InlineData("""{"name": "a", "group": "x.io", "kind": "Y", "namespace": "z", "port": 80, "sectionName": "s"}""", "x.io|Y|z|a|s|80")]
    public void A_parentRef_has_its_defaults(string parent, string expected)
    {
        var (route, faults) = Reading.Read(Reading.HttpRoute, $$$"""{"spec": {"parentRefs": [{{{parent}}}]}, "metadata": {"name": "r", "namespace": "apps"}}""");

        Assert.Empty(faults);
        var read = Assert.Single(route.ParentRefs);
        Assert.Equal(expected, $"{read.Group}|{read.Kind}|{read.Namespace}|{read.Name}|{read.SectionName}|{read.Port}");
    }

    [Fact]
    public void A_value_match_of_a_newer_type_is_unknown_and_no_fault()
    {
        var (route, faults) = Reading.Read(
            Reading.HttpRoute,
            """{"metadata": {"name": "r"}, "spec": {"rules": [{"matches": [{"headers": [{"name": "a", "type": "Suffix", "value": "b"}]}]}]}}""");

        Assert.Empty(faults);
        Assert.Equal(new ValueMatch.Unknown("Suffix", "b"), route.Rules[0].Matches[0].Headers[0].Value);
    }

    [Fact]
    public void A_generateName_stands_for_the_name()
    {
        var (route, faults) = Reading.Read(Reading.HttpRoute, """{"metadata": {"generateName": "r-"}, "spec": {}}""");

        Assert.Empty(faults);
        Assert.Equal(new RouteKey(RouteKind.Http, "default", "r-"), route.Key);
    }

    [Fact]
    public void The_last_of_equal_keys_wins_also_when_it_is_null()
    {
        var (route, faults) = Reading.Read(
            Reading.HttpRoute,
            """{"metadata": {"name": "x", "name": "r"}, "spec": {"rules": []}, "spec": {"rules": [{"name": "a", "name": "b"}], "hostnames": ["h"], "hostnames": null}}""");

        Assert.Empty(faults);
        Assert.Equal("r", route.Key.Name);
        Assert.Equal("b", Assert.Single(route.Rules).Name);
        Assert.Empty(route.Hostnames);
    }

    [Fact]
    public void Escaped_names_and_values_are_read_and_undecodable_unknown_names_are_faults()
    {
        var (route, faults) = Reading.Read(
            Reading.HttpRoute,
            """{"\u006detadata": {"n\u0061me": "\u0072", "\ud800": 1}, "spec": {"\udc00x": {"deep": []}}}""");

        Assert.Equal("r", route.Key.Name);
        Assert.Equal(
            [
                "metadata[\uFFFD]: \"\\ud800\": must be valid Unicode text; it holds half of a surrogate pair or bytes that are not UTF-8",
                "spec[\uFFFD]: \"\\udc00x\": must be valid Unicode text; it holds half of a surrogate pair or bytes that are not UTF-8",
            ],
            faults);
    }

    [Fact]
    public void Every_fault_is_told_in_document_order_with_its_path_and_the_rest_is_read()
    {
        var (route, faults) = Reading.Read(
            Reading.HttpRoute,
            """
            {"metadata": {"creationTimestamp": "2026-01-31", "annotations": {"routemetrics.io/name": 5, "other": 5}},
             "spec": {
               "parentRefs": [{"kind": "Service", "port": "80"}, null, {"name": 1}],
               "hostnames": "h",
               "rules": [
                 {"matches": [
                   {"method": "GET"},
                   {"path": {"value": 7, "type": ["Exact"]}, "method": {"x": 1}, "headers": [{"value": "v"}, {"name": "n", "value": null}, 5]}],
                  "filters": [{}, {"type": "CORS"}],
                  "backendRefs": [{"filters": true}, 1]},
                 "rule",
                 {"name": "\ud800 a very long text that goes on and on and on and on, until it is cut off"}]}}
            """);

        Assert.Equal(
            [
                "metadata.name: is required",
                "metadata.creationTimestamp: \"2026-01-31\": must be a time as of RFC 3339, such as 2026-01-31T12:00:00Z",
                "metadata.annotations[routemetrics.io/name]: 5: must be a string",
                "spec.parentRefs[0].name: is required",
                "spec.parentRefs[0].port: \"80\": must be an integer",
                "spec.parentRefs[1]: null: must not be null",
                "spec.parentRefs[2].name: 1: must be a string",
                "spec.hostnames: \"h\": must be a list",
                "spec.rules[0].matches[1].path.value: 7: must be a string",
                "spec.rules[0].matches[1].path.type: […]: must be a string",
                "spec.rules[0].matches[1].method: {…}: must be a string",
                "spec.rules[0].matches[1].headers[0].name: is required",
                "spec.rules[0].matches[1].headers[1].value: null: is required",
                "spec.rules[0].matches[1].headers[2]: 5: must be an object",
                "spec.rules[0].filters[0].type: is required",
                "spec.rules[0].backendRefs[0].filters: true: must be a list",
                "spec.rules[0].backendRefs[1]: 1: must be an object",
                "spec.rules[1]: \"rule\": must be an object",
                "spec.rules[2].name: \"\\ud800 a very long text that goes on and on and on and on, until…\": must be valid Unicode text; it holds half of a surrogate pair or bytes that are not UTF-8",
            ],
            faults);
        Assert.Equal("GET", route.Rules[0].Matches[0].Method);
        Assert.Equal(2, route.Rules.Count);
    }

    [Theory]
    [InlineData("""{}""", "metadata: is required|spec: is required")]
    [InlineData("""{"metadata": null, "spec": null}""", "metadata: null: is required|spec: null: is required")]
    [InlineData("""{"metadata": 1, "spec": "x"}""", "metadata: 1: must be an object|spec: \"x\": must be an object")]
    public void Metadata_and_spec_are_required(string json, string expected)
    {
        var (_, faults) = Reading.Read(Reading.HttpRoute, json);

        Assert.Equal(expected.Split('|'), faults);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_a_fault()
    {
        byte[] json = [.. """{"metadata": {"name": "a"""u8, 0xFF, .. "\"}, \"spec\": {}}"u8];

        var (_, faults) = Reading.Read(Reading.HttpRoute, json);

        Assert.StartsWith("metadata.name: \"a\uFFFD\": must be valid Unicode text", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_made_of_faults_costs_no_more_than_its_first_hundred()
    {
        var hosts = string.Join(',', Enumerable.Repeat("\"\\ud800\"", 500_000));

        var (route, faults) = Reading.Read(Reading.HttpRoute, $$$"""{"metadata": {"name": "r"}, "spec": {"hostnames": [{{{hosts}}}]}}""");

        Assert.Equal(100, faults.Count);
        Assert.Empty(route.Hostnames);
    }

    [Fact]
    public void A_reader_over_many_segments_reads_the_same()
    {
        var whole = Reading.Read(Reading.HttpRoute, Full);

        var reader = new Utf8JsonReader(Segments(Encoding.UTF8.GetBytes(Full)));
        Assert.True(reader.Read());
        var route = HttpRouteReader.Read(ref reader, RouteKind.Http, []);

        Assert.Equal(Reading.Show(whole.Result), Reading.Show(route));
    }

    [Fact]
    public void Words_that_every_route_holds_are_not_allocated_again()
    {
        var (first, _) = Reading.Read(Reading.HttpRoute, Full);
        var (second, _) = Reading.Read(Reading.HttpRoute, Full);

        Assert.Same(first.Rules[0].Matches[0].Method, second.Rules[0].Matches[0].Method);
        Assert.Same(first.ParentRefs[0].Kind, second.ParentRefs[0].Kind);
        Assert.Same(first.Rules[0].FilterTypes[0], second.Rules[0].FilterTypes[0]);
    }

    private static string Show(HttpRouteMatch match) => match.Path switch
    {
        PathMatch.Exact(var value) => $"Exact {value}",
        PathMatch.Prefix(var value) => $"PathPrefix {value}",
        PathMatch.Unknown(var type, var value) => $"{type} {value}",
        _ => match.ToString(),
    };

    // One byte each, the hardest case: no name and no value lies in one piece.
    private static ReadOnlySequence<byte> Segments(byte[] bytes)
    {
        var first = new Segment(bytes.AsMemory(0, 1), 0);
        var last = first;
        for (var index = 1; index < bytes.Length; index++)
        {
            last = last.Append(bytes.AsMemory(index, 1));
        }

        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
