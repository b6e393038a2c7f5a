using System.Text.Json;
using RouteMetrics.Core.Adoption;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;
using RouteMetrics.Core.Tests.Oracle;

namespace RouteMetrics.Core.Tests.Adoption;

/// <summary>What handing over would change, and the order of the writes. Witnesses are evaluated by a CEL that is not ours.</summary>
public sealed class NamespaceAdoptionTests(IndependentCel oracle)
{
    private const string ToService = """[{"group": "", "kind": "Service", "name": "svc"}]""";
    private const string ToWaypoint = """[{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "ns-waypoint"}]""";

    private static readonly HttpRoute Route = Some.Route(
        "r", Some.Service("svc"), Some.Exact("/healthz", "GET"), Some.Exact("/echo", "POST"), Some.Prefix("/api"), Some.Exact("/v2", "GET").WithHeader("x-env", "prod"));

    public static TheoryData<string, EntryRelation, string?> Conditions => new()
    {
        { "request.method == 'GET' && request.url_path == '/healthz'", EntryRelation.Equal, "GET /healthz" },
        { "request.url_path == '/healthz'", EntryRelation.Wider, "GET /healthz" },
        { "request.url_path.startsWith('/api') && request.method == 'GET'", EntryRelation.Different, "* /api/*" },
        { "request.url_path == '/api' || request.url_path.startsWith('/api/')", EntryRelation.Equal, "* /api/*" },
        { "request.url_path.startsWith('/api/')", EntryRelation.Narrower, "* /api/*" },
        { "request.url_path.startsWith('/api')", EntryRelation.Wider, "* /api/*" },
        { "request.method in ['GET', 'POST'] && request.url_path == '/echo'", EntryRelation.Wider, "POST /echo" },
        { "request.url_path.matches('^/v2$') && request.method == 'GET' && request.headers['x-env'] == 'prod'", EntryRelation.Equal, "GET /v2" },
        { "request.url_path == '/v2' && request.method == 'GET'", EntryRelation.Wider, "GET /v2" },
        { "request.url_path == '/elsewhere'", EntryRelation.Different, null },
        { "request.method == 'NO' && request.method == 'YES'", EntryRelation.Unreached, null },
        { "source.principal == 'x'", EntryRelation.Unknown, null },
        { "request.url_path.lowerAscii() == '/x'", EntryRelation.Unknown, null },
        { "request.method = 'GET'", EntryRelation.Unknown, null },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task An_entry_is_equal_wider_narrower_or_different_and_a_witness_shows_it(string condition, EntryRelation relation, string? operation)
    {
        var adoption = Adopt([Plugin("p", ("theirs", condition))]);
        var entry = Assert.Single(Assert.Single(adoption.Targets).Entries);
        Assert.Equal((relation, operation), (entry.Relation, entry.Operation));
        if (relation is EntryRelation.Unknown or EntryRelation.Unreached)
        {
            return;
        }

        Assert.Equal(relation is EntryRelation.Wider or EntryRelation.Different, entry.More is not null);
        Assert.Equal(relation == EntryRelation.Narrower || (relation == EntryRelation.Different && operation is not null), entry.Less is not null);
        var generated = RoutePlan.Of(new() { Routes = [Route] }, Some.Requests).Targets[0].Operations.FirstOrDefault(item => item.Value == operation)?.Condition;
        await IsWitnessAsync(entry.More, holds: condition, not: generated?.ToString());
        await IsWitnessAsync(entry.Less, holds: generated?.ToString(), not: condition);
    }

    [Fact]
    public void Requests_that_change_their_name_are_told_by_old_and_new_name()
    {
        var target = Assert.Single(Adopt([Plugin("p", ("health", "request.url_path == '/healthz'"), ("rest", ""))]).Targets);
        Assert.Equal(
            [
                "health -> : POST /healthz", "health -> GET /healthz: GET /healthz", "rest -> * /api/*: GET /api", "rest -> : GET /echo",
                "rest -> GET /v2: GET /v2 x-env: prod", "rest -> POST /echo: POST /echo",
            ],
            target.Changes.Select(static change => $"{change.Now} -> {change.Then}: {Shown(change.Witness)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Kept_names_leave_no_request_with_another_name_where_the_conditions_are_equal()
    {
        (string, string)[] entries =
        [
            ("health", "request.method == 'GET' && request.url_path == '/healthz'"),
            ("POST /echo", "request.method == 'POST' && request.url_path == '/echo'"),
            ("api", "request.url_path == '/api' || request.url_path.startsWith('/api/')"),
            ("v2 of prod", "request.method == 'GET' && request.url_path == '/v2' && 'x-env' in request.headers && request.headers['x-env'] == 'prod'"),
        ];
        Assert.Equal(3, Assert.Single(Adopt([Plugin("p", entries)]).Targets).Changes.Count);

        var adoption = Adopt([Plugin("p", entries)], keepNames: true);
        var target = Assert.Single(adoption.Targets);
        Assert.Empty(target.Changes);
        Assert.All(target.Entries, static entry => Assert.Equal((EntryRelation.Equal, entry.Entry.Value), (entry.Relation, entry.Operation)));
        var kept = Assert.IsType<AdoptionStep.KeepNames>(adoption.Steps[0]);
        Assert.Equal("0: health\n2: api\n3: v2 of prod", kept.Value);
    }

    [Fact]
    public void A_name_that_would_be_that_of_two_operations_is_not_kept()
    {
        var adoption = Adopt([Plugin("p", ("all", "request.url_path == '/healthz' || request.url_path == '/echo'"))], keepNames: true);
        Assert.DoesNotContain(adoption.Steps, static step => step is AdoptionStep.KeepNames);
        Assert.NotEmpty(adoption.Steps);
    }

    [Fact]
    public void Ours_come_before_anything_goes()
    {
        var adoption = Adopt([
            Plugin("theirs", ("x", "request.url_path == '/x'")),
            Resource("Telemetry", "svc-telemetry", Label("REQUEST_COUNT", ToWaypoint)),
            Resource("Telemetry", "copy", Label("REQUEST_COUNT", ToWaypoint)),
            Resource("Telemetry", "other-label", Label("REQUEST_COUNT", ToWaypoint).Replace("route_name", "operation", StringComparison.Ordinal)),
        ]);
        Assert.Empty(adoption.Targets.SelectMany(static target => target.Obstacles));
        Assert.Equal(
            [
                "annotate Telemetry ns/svc-telemetry with routemetrics.io/adopt: \"true\"",
                "annotate WasmPlugin ns/theirs with routemetrics.io/adopt: \"true\"",
                "annotate Telemetry ns/copy with routemetrics.io/adopt: \"true\"",
                "create WasmPlugin ns/svc-wasmplugin",
                "take over Telemetry ns/svc-telemetry",
                "wait until the proxies have them",
                "delete WasmPlugin ns/theirs",
                "delete Telemetry ns/copy",
            ],
            adoption.Steps.Select(static step => step.ToString()));
    }

    [Fact]
    public void Of_an_object_that_does_more_only_our_part_goes()
    {
        var plugin = Resource("WasmPlugin", "theirs", $$$"""
            {"targetRefs": {{{ToService}}}, "url": "oci://x", "pluginConfig": {"attributes": [
              {"output_attribute": "istio_responseClass", "match": [{"value": "ok", "condition": "response.code == 200"}]},
              {"output_attribute": "istio_operationId", "phase": "ON_REQUEST", "match": [{"value": "x", "condition": "request.url_path == '/x'"}]}]}}
            """);
        var telemetry = Resource("Telemetry", "theirs", $$$"""
            {"targetRefs": {{{ToWaypoint}}}, "metrics": [{"overrides": [{"tagOverrides": {"route_name": {"value": "request.url_path"}, "more": {"value": "'x'"} } }]}]}
            """);
        Assert.Equal(
            [
                "remove spec.metrics.0.overrides.0.tagOverrides.route_name from Telemetry ns/theirs",
                "remove spec.pluginConfig.attributes.1 from WasmPlugin ns/theirs",
            ],
            Adopt([plugin, telemetry]).Steps.OfType<AdoptionStep.Strip>().Select(static step => step.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_cannot_hand_over_says_why_and_is_left_as_it_is()
    {
        var others = Resource("WasmPlugin", "svc-wasmplugin", $$$"""
            {"targetRefs": {{{ToService}}}, "url": "oci://x", "pluginConfig": {"attributes": [
              {"output_attribute": "istio_responseClass", "match": []}, {"output_attribute": "istio_operationId", "match": []}]}}
            """);
        var adoption = Adopt([others]);
        Assert.Empty(adoption.Steps);
        Assert.Equal(
            ["WasmPlugin ns/svc-wasmplugin has the name of ours and does more than naming requests; move the rest of it into an object of another name"],
            Assert.Single(adoption.Targets).Obstacles);

        var providers = Adopt([Resource("Telemetry", "all", """{"metrics": [{"providers": [{"name": "nope"}]}]}""")]);
        Assert.Empty(providers.Steps);
        Assert.EndsWith("; add prometheus to the providers of Telemetry ns/all", Assert.Single(Assert.Single(providers.Targets).Obstacles));
    }

    [Fact]
    public void An_interrupted_hand_over_goes_on()
    {
        var plugin = Plugin("theirs", ("x", "request.url_path == '/x'"));
        var mesh = MeshOf([plugin]);
        mesh = mesh with { Attached = [.. mesh.Attached.Select(static item => item with { IsGivenUp = true })] };
        Assert.Empty(RoutePlan.Of(mesh, Some.Defaults).Held);
        Assert.Equal(
            Adopt([plugin]).Steps.Select(static step => step.ToString()),
            NamespaceAdoption.Of("ns", mesh, [plugin], Some.Defaults, keepNames: false).Steps.Select(static step => step.ToString()));
    }

    private static NamespaceAdoption Adopt(IReadOnlyList<IstioResource> resources, bool keepNames = false) =>
        NamespaceAdoption.Of("ns", MeshOf(resources), resources, Some.Defaults, keepNames);

    private static MeshSnapshot MeshOf(IReadOnlyList<IstioResource> resources) =>
        new() { Routes = [Route], Services = [new(new("ns", "svc")) { Ports = [80] }], Attached = resources.Select(AttachedSpec.Of) };

    private static IstioResource Plugin(string name, params (string Value, string Condition)[] entries) => Resource(
        "WasmPlugin", name,
        $$$"""
        {"targetRefs": {{{ToService}}}, "url": "oci://x", "pluginConfig": {"attributes": [{"output_attribute": "istio_operationId", "phase": "ON_REQUEST",
         "match": [{{{string.Join(",", entries.Select(static entry => $"{{\"value\": {JsonSerializer.Serialize(entry.Value)}, \"condition\": {JsonSerializer.Serialize(entry.Condition)}}}"))}}}]}]}}
        """);

    private static string Label(string metric, string targetRefs) => $$$"""
        {"targetRefs": {{{targetRefs}}}, "metrics": [{"overrides": [{"match": {"metric": "{{{metric}}}"}, "tagOverrides": {"route_name": {"value": "filter_state['wasm.istio_operationId']"} } }]}]}
        """;

    private static IstioResource Resource(string kind, string name, string spec)
    {
        using var document = JsonDocument.Parse(spec);
        return new(new(kind, new("ns", name)), (ManifestValue.Map)Tree(document.RootElement));
    }

    private static ManifestValue Tree(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new ManifestValue.Map([.. json.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, Tree(field.Value)))]),
        JsonValueKind.Array => new ManifestValue.List([.. json.EnumerateArray().Select(Tree)]),
        JsonValueKind.String => new ManifestValue.Text(json.GetString()!),
        JsonValueKind.Number => new ManifestValue.Number(json.GetInt64()),
        _ => new ManifestValue.Flag(json.GetBoolean()),
    };

    private static string Shown(ProxyRequest request) =>
        string.Join(' ', request.Headers.Select(static header => $"{header.Key}: {header.Value}").Prepend($"{request.Method} {request.Path}"));

    private async Task IsWitnessAsync(ProxyRequest? request, string? holds, string? not)
    {
        if (request is null)
        {
            return;
        }

        var query = request.Path!.Split('?', 2);
        var activation = new CelActivation
        {
            Method = request.Method,
            UrlPath = query[0],
            Query = query.Length > 1 ? query[1] : "",
            Host = request.Authority,
            Headers = request.Headers.ToDictionary(static header => header.Key.ToLowerInvariant(), static header => header.Value, StringComparer.Ordinal),
            DestinationPort = request.Port,
        };
        if (holds is not null)
        {
            Assert.Equal(CelOutcome.True, (await oracle.EvaluateAsync([holds], [activation]))[0][0].Outcome);
        }

        if (not is not null)
        {
            Assert.NotEqual(CelOutcome.True, (await oracle.EvaluateAsync([not], [activation]))[0][0].Outcome);
        }
    }
}
