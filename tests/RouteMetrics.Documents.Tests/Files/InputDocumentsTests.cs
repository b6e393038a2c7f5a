using System.Text;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Files;

namespace RouteMetrics.Documents.Tests.Files;

public sealed class InputDocumentsTests : IDisposable
{
    private const string Route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {}\n";

    private readonly string folder = Directory.CreateTempSubdirectory("input-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Objects_of_the_four_kinds_are_read_and_others_skipped()
    {
        Assert.Equal(
            "HTTPRoute apps/s, HTTPRoute default/r, Gateway apps/g, Service apps/svc, Namespace apps",
            ReadText("""
                # comment only
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec: {}
                ---
                apiVersion: gateway.networking.k8s.io/v1beta1
                kind: HTTPRoute
                metadata: {name: s, namespace: apps, creationTimestamp: 2026-01-31T12:00:00Z}
                spec:
                  rules: [{matches: [{path: {type: Exact, value: /x}}]}]
                ---
                apiVersion: gateway.networking.k8s.io/v1alpha2
                kind: Gateway
                metadata: {name: g, namespace: apps}
                spec: {gatewayClassName: istio}
                ---
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "svc", "namespace": "apps"}}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: apps}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: x}
                data: {nan: .nan, dup: 1, dup: 2}
                ---
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: knative}
                ---
                apiVersion: policy.linkerd.io/v1beta3
                kind: HTTPRoute
                metadata: {name: linkerd}
                ---
                apiVersion: gateway.networking.x-k8s.io/v1alpha1
                kind: Gateway
                """));
    }

    [Theory]
    [InlineData("""{"apiVersion": "v1", "kind": "List", "items": [%, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}}]}""", "HTTPRoute default/r, Namespace n")]
    [InlineData("""{"kind": "HTTPRouteList", "items": [{"metadata": {"name": "r"}, "spec": {}}], "apiVersion": "gateway.networking.k8s.io/v1"}""", "HTTPRoute default/r")]
    [InlineData("""{"kind": "List", "apiVersion": "v1", "items": [{"kind": "List", "items": [%]}]}""", "HTTPRoute default/r")]
    [InlineData("[%]", "HTTPRoute default/r")]
    [InlineData("%\n%2\n", "HTTPRoute default/r, HTTPRoute default/r2")]
    [InlineData("%%2[%3]", "HTTPRoute default/r, HTTPRoute default/r2, HTTPRoute default/r3")]
    [InlineData("{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {}}", "HTTPRoute default/r")]
    [InlineData("%\n---\n%2\n", "HTTPRoute default/r, HTTPRoute default/r2")]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: ns}}\n", "Namespace ns")]
    [InlineData("kind: PodList\napiVersion: v1\nitems: [{metadata: {name: n}}]\n", "")]
    [InlineData("kind: NamespaceList\napiVersion: v1\nitems: []\n", "")]
    public void Lists_and_streams_are_expanded(string text, string expected)
    {
        foreach (var number in new[] { "3", "2", "" })
        {
            text = text.Replace(
                $"%{number}", $$$"""{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r{{{number}}}"}, "spec": {}}""", StringComparison.Ordinal);
        }

        Assert.Equal(expected, ReadText(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n# nothing\n---\n")]
    [InlineData("[]")]
    [InlineData("null")]
    public void Input_without_objects_is_an_error(string text) =>
        Assert.Equal("stdin: holds no object; expected YAML or JSON of HTTPRoutes, GRPCRoutes, Gateways, Services or Namespaces", ReadText(text));

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\r\n")]
    [InlineData("%YAML 1.1\n---\n")]
    public void Marks_of_other_editors_do_not_matter(string before) =>
        Assert.Equal("HTTPRoute default/r", ReadText(before + Route.Replace("\n", "\r\n", StringComparison.Ordinal)));

    [Fact]
    public void UTF_16_with_a_byte_order_mark_is_read()
    {
        Assert.Equal("HTTPRoute default/r", Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Route))));
        Assert.Equal("HTTPRoute default/r", Read(Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes(Route))));
    }

    [Theory]
    [InlineData(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 0 })]
    [InlineData(new byte[] { (byte)'a', 0xFF })]
    [InlineData(new byte[] { 0 })]
    public void Binary_garbage_is_an_error(byte[] bytes) => Assert.Equal("stdin: is not UTF-8 text; expected YAML or JSON", Read(bytes));

    [Theory]
    [InlineData("a: b", "stdin:1: has no kind; add kind and apiVersion")]
    [InlineData("\n- text\n", "stdin:2: is no Kubernetes object; expected fields such as apiVersion and kind")]
    [InlineData("kind: HTTPRoute", "stdin:1: HTTPRoute without apiVersion; add apiVersion: gateway.networking.k8s.io/v1")]
    [InlineData("kind: Service", "stdin:1: Service without apiVersion; add apiVersion: v1")]
    [InlineData("apiVersion: v1\nkind: 5", "stdin:2: kind: 5: must be a string")]
    [InlineData("apiVersion: gateway.networking.k8s.io/v9\nkind: HTTPRoute", "stdin:1: HTTPRoute of apiVersion \"gateway.networking.k8s.io/v9\" cannot be read; use gateway.networking.k8s.io/v1, gateway.networking.k8s.io/v1beta1, gateway.networking.k8s.io/v1alpha2")]
    [InlineData("{\"kind\": \"HTTPRoute\",\n \"spec\": {\"rules\": 1,\n \"rules\": 2}}", "stdin:3: key \"rules\" is already on line 2; remove one of the two")]
    [InlineData("{\"kind\": \"HTTPRoute\", \"apiVersion\": \"gateway.networking.k8s.io/v1\",\n \"\\ud800\": 1}", "stdin:2: [\ufffd]: \"\\ud800\": must be valid Unicode text; it holds half of a surrogate pair or bytes that are not UTF-8")]
    [InlineData("{{- if .Values.x }}\nkind: HTTPRoute\n{{- end }}\n", "stdin:1: not valid JSON: '{' is an invalid start of a property name. Expected a '\"'; a Helm template is read as `helm template` renders it")]
    [InlineData("{\"kind\": \"HTTPRoute\",\n \"x\": \"a\" \"b\"}", "stdin:2: not valid JSON: '\"' is invalid after a value. Expected either ',', '}', or ']'")]
    [InlineData("kind: HTTPRoute\nspec:\n\trules: []", "stdin:1: not valid YAML: While scanning a mapping, found invalid tab as indentation; check quotes and indentation (spaces, no tabs)")]
    public void What_cannot_be_read_is_told_with_its_line(string text, string expected) => Assert.Equal(expected, ReadText(text));

    [Fact]
    public void Faults_in_objects_are_told_with_the_lines_of_the_YAML_and_the_other_documents_are_read()
    {
        const string Yaml = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: bad}
            spec:
              parentRefs:
              - kind: Service
              rules:
              - matches:
                - path:
                    value: 5
                  method: on
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            kind: HTTPRoute
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: good}
            """;

        Assert.Equal(
            "Namespace good"
            + "|stdin:6: spec.parentRefs[0].name: is required"
            + "|stdin:10: spec.rules[0].matches[0].path.value: 5: must be a string"
            + "|stdin:11: spec.rules[0].matches[0].method: true: must be a string"
            + "|stdin:15: key \"kind\" is already on line 14; remove one of the two",
            ReadText(Yaml));
    }

    [Fact]
    public void Faults_in_objects_are_told_with_the_lines_of_the_JSON()
    {
        const string Json = """
            {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRouteList",
             "items": [
              {"metadata": {"name": "a"},
               "spec": {"hostnames": [true,
                 7]}}]}
            """;

        Assert.Equal("|stdin:4: spec.hostnames[0]: true: must be a string|stdin:5: spec.hostnames[1]: 7: must be a string", "|" + ReadText(Json));
    }

    [Fact]
    public void Two_objects_of_one_name_are_an_error_that_names_both_places()
    {
        var a = Write("a.yaml", Route);
        var b = Write("b.json", """

            {"apiVersion": "gateway.networking.k8s.io/v1beta1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "default"}, "spec": {}}
            """);

        Assert.Equal($"HTTPRoute default/r|{b}:2: HTTPRoute default/r is already in {a}:1; remove one of the two", Show(InputDocuments.Read([a, b], Stream.Null)));
    }

    [Fact]
    public void Objects_that_get_their_name_when_created_are_no_duplicates()
    {
        var generated = Route.Replace("name: r", "generateName: r", StringComparison.Ordinal);

        Assert.Equal(
            "HTTPRoute default/r, HTTPRoute default/r, HTTPRoute default/r|stdin:16: HTTPRoute default/r is already in stdin:11; remove one of the two",
            ReadText($"{generated}---\n{generated}---\n{Route}---\n{Route}"));
    }

    [Fact]
    public void A_folder_is_read_whatever_the_case_of_its_endings_and_not_below()
    {
        Write("b.yaml", Route.Replace("name: r", "name: b", StringComparison.Ordinal));
        Write("B.YML", Route.Replace("name: r", "name: upper", StringComparison.Ordinal));
        Write("a.json", """{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}""");
        Write("readme.md", "# no YAML: [");
        Write("kustomization.yaml", "resources: [b.yaml]");
        Directory.CreateDirectory(Path.Combine(folder, "below.yaml"));

        Assert.Equal("HTTPRoute default/b, HTTPRoute default/upper, Namespace a", Show(InputDocuments.Read([folder], Stream.Null)));
    }

    [Fact]
    public void What_is_not_there_is_an_error()
    {
        var missing = Path.Combine(folder, "missing.yaml");
        var empty = Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName;

        Assert.Equal(
            $"|{missing}: does not exist|{empty}: no .yaml, .yml or .json file in this folder; folders are not read recursively",
            "|" + Show(InputDocuments.Read([missing, empty, missing], Stream.Null)));
    }

    [Fact]
    public void A_path_that_cannot_be_opened_is_an_error()
    {
        var file = Write("file.yaml", Route);

        var error = Assert.Single(InputDocuments.Read([Path.Combine(file, "x"), "a\0b"], Stream.Null).Errors.Skip(1));

        Assert.StartsWith("a\0b: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_64_MiB_are_an_error()
    {
        using var stream = new Endless();

        Assert.Equal("stdin: is larger than 64 MiB; split it into several files", Show(InputDocuments.Read(["-"], stream)));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string ReadText(string text) => Read(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("spec.rules[1].matches[0].path.value", 11)]
    [InlineData("spec.rules[1].matches[0].headers[3]", 10)]
    [InlineData("spec.rules[].matches", 8)]
    [InlineData("metadata.annotations[routemetrics.io/operation-names]", 4)]
    [InlineData("spec.parentRefs[0]", 6)]
    [InlineData("spec['rules']", 8)]
    [InlineData("", 1)]
    [InlineData("[", 1)]
    public void A_finding_is_at_the_line_of_its_value_or_of_the_nearest_above(string path, int line)
    {
        const string Text = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: r,
              annotations: {routemetrics.io/operation-names: "0: x"}}
            spec:
              parentRefs: [{name: g}]
              rules:
              - matches: [{path: {value: /a}}]
              - matches:
                - path:
                    value: /b
            """;

        Assert.Equal(new InputPlace("stdin", line), PlaceIn(Text, path));
    }

    [Fact]
    public void A_finding_about_an_item_of_a_list_in_JSON_has_the_line_of_that_item() => Assert.Equal(
        new InputPlace("stdin", 5),
        PlaceIn(
            """
            {"kind": "HTTPRouteList", "apiVersion": "gateway.networking.k8s.io/v1", "items": [
              {"metadata": {"name": "other"}, "spec": {"rules": [
                {"name": "a"}]}},
              {"metadata": {"name": "r"}, "spec": {"rules": [
                {"name": "b"}]}}]}
            """,
            "spec.rules[0].name"));

    [Fact]
    public void WasmPlugins_and_Telemetries_are_read_where_they_are_asked_for()
    {
        const string Text = """
            apiVersion: extensions.istio.io/v1alpha1
            kind: WasmPlugin
            metadata: {name: p}
            ---
            apiVersion: extensions.istio.io/v1alpha1
            kind: TrafficExtension
            metadata: {name: e}
            ---
            apiVersion: telemetry.istio.io/v1alpha1
            kind: Telemetry
            metadata: {name: t, namespace: apps}
            ---
            apiVersion: telemetry.istio.io/v2
            kind: Telemetry
            metadata: {name: newer}
            """;

        var read = InputDocuments.Read(["-"], new MemoryStream(Encoding.UTF8.GetBytes(Text)), InputKinds.Judged);
        Assert.Equal(["WasmPlugin default/p", "TrafficExtension default/e", "Telemetry apps/t"], read.IstioResources.Select(static resource => resource.Object.ToString()));
        Assert.Equal(["stdin:13: Telemetry of apiVersion \"telemetry.istio.io/v2\" cannot be read; use telemetry.istio.io/v1, telemetry.istio.io/v1alpha1"], read.Errors);
        Assert.Empty(InputDocuments.Read(["-"], new MemoryStream(Encoding.UTF8.GetBytes(Text))).IstioResources);
    }

    private static InputPlace? PlaceIn(string text, string path)
    {
        var read = InputDocuments.Read(["-"], new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.Empty(read.Errors);
        return read.PlaceOf(new(FindingCode.RMW001, Severity.Deny, ObjectRef.Route(new(RouteKind.Http, "default", "r")), path, null, "", ""));
    }

    private static string Read(IEnumerable<byte> bytes) => Show(InputDocuments.Read(["-"], new MemoryStream([.. bytes])));

    private static string Show(InputDocuments input)
    {
        var objects = string.Join(", ", input.State.Routes.Select(route => $"HTTPRoute {route.Key}")
            .Concat(input.State.Gateways.Select(gateway => $"Gateway {gateway.Key}"))
            .Concat(input.State.Services.Select(service => $"Service {service.Key}"))
            .Concat(input.State.Namespaces.Select(@namespace => $"Namespace {@namespace.Name}")));
        return string.Join('|', (objects.Length > 0 ? input.Errors.Prepend(objects) : input.Errors));
    }

    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
