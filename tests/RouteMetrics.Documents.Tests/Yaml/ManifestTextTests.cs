using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Tests.Yaml;

public sealed class ManifestTextTests
{
    private static readonly string[] Hostile =
    [
        "", " ", "  ", " x", "x ", "\t", "\tx", "x\t", "\n", "\r", "\r\n", "a\nb", "a\n\nb\n", "\na", "a\n b", "a \nb", "\0", "\u0001", "\u001b[31m", "\u007f", "\u0085",
        "a\u0085b", "\u00a0", "\u00a0x\u00a0", "\u2028", "a\u2028b", "\u2029", "\uFEFF", "a\uFEFFb", "\uFFFD", "\uFFFE", "\uFFFF", "\uE000", "é", "日本語", "😀", "a😀b", "\u0301",
        "y", "Y", "n", "yes", "Yes", "YES", "yEs", "no", "on", "off", "oFF", "true", "false", "True", "null", "Null", "~", "NaN", ".nan", ".inf", "-.Inf",
        "0", "00", "017", "08", "0x10", "0o17", "0b1", "1_000", "1e3", "1E3", "1.", ".5", "+1", "-1", "1.5", "12:30", "190:20:30", "2020-01-01", "2020-01-01T00:00:00Z",
        "9223372036854775808", "=", "<<", "<", "*", "* /x", "&a", "*a", "!a", "!!str", "|", ">", "%a", "@a", "`a", "'", "''", "\"", "\"\"", "'a'", "\"a\"", "a'b", "a\"b", "\\", "a\\b", "\\n", "'\"\\",
        "-", "- ", "- a", "--", "---", "...", "--- a", "-a", "?", "? ", "? a", "?a", ":", ": ", ":a", "a:", "a: b", "a :b", "a:b", "#", "# a", "a #b", "a#b", ",", "a,b", "[", "]", "[]", "{", "}", "{}", "[a", "{a",
        "request.method == 'GET' && request.url_path == '/healthz'", "'x' in request.headers && request.headers['x'] == 'v'", "!('x' in request.headers)",
        "GET /healthz", "GET /v2 {version=two}", "POST /a?b: c", "/", "http://x", "a|b", "a>b", "${x}", "{{x}}", "{{ .Values.x }}", "a  b", "a b  c ",
    ];

    [Fact]
    public void Manifests_are_printed_as_YAML_documents()
    {
        Assert.Equal(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: a
              labels: {}
            list:
            - condition: request.method == 'GET' && request.url_path == '/healthz'
              value: GET /healthz
            - condition: "'x' in request.headers"
              value: '* /x'
            - - 5
              - true
            empty: []
            'yes': 'no'
            ---
            apiVersion: v1
            kind: ConfigMap

            """,
            ManifestText.Yaml([Sample, Of(ManifestValue.MapOf(("apiVersion", "v1"), ("kind", "ConfigMap")))]));
    }

    [Fact]
    public void Manifests_are_printed_as_a_JSON_array()
    {
        Assert.Equal(
            """
            [
              {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {
                  "name": "a",
                  "labels": {}
                },
                "list": [
                  {
                    "condition": "request.method == 'GET' && request.url_path == '/healthz'",
                    "value": "GET /healthz"
                  },
                  {
                    "condition": "'x' in request.headers",
                    "value": "* /x"
                  },
                  [
                    5,
                    true
                  ]
                ],
                "empty": [],
                "yes": "no"
              }
            ]

            """,
            ManifestText.Json([Sample]));
    }

    [Fact]
    public void One_object_is_written_as_compact_JSON()
    {
        var output = new ArrayBufferWriter<byte>();

        ManifestText.WriteJson(output, Of(ManifestValue.MapOf(("a", "'<&>'"), ("b", ManifestValue.ListOf(1, 2)))));

        Assert.Equal("""{"a":"'<&>'","b":[1,2]}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Nothing_is_printed_as_nothing()
    {
        Assert.Equal("", ManifestText.Yaml([]));
        Assert.Equal("[]\n", ManifestText.Json([]));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced_alike_in_YAML_and_JSON()
    {
        var manifest = Of(ManifestValue.MapOf(("a", "x\ud800y"), ("b", "\udc00")));

        AssertReadsBack(manifest, JsonNode.Parse("""{"a": "x\uFFFDy", "b": "\uFFFD"}""")!);
    }

    [Fact]
    public void Hostile_texts_read_back_as_values_and_as_keys()
    {
        foreach (var text in Hostile)
        {
            AssertReadsBack(WithTexts([text]));
        }

        AssertReadsBack(WithTexts(Hostile));
    }

    [Fact]
    public void Random_texts_read_back()
    {
        var characters = Gen.OneOf(
            Gen.Elements(" \t\n\r\"'\\:#-?,[]{}&*!|>%@`~=<.+_0123456789abxyeEnN/\u0085\u00a0\u2028\u2029\uFEFFé日".Select(character => character.ToString())),
            Gen.Elements("😀", "true", "null", "yes", "0x", "1e", "- ", ": ", " #", "---", "<<"));
        var texts = Gen.Select(Gen.ListOf(characters), string.Concat);

        Prop.ForAll(texts.ToArbitrary(), text => AssertReadsBack(WithTexts([text]))).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public async Task Kubectl_reads_every_hostile_text_as_it_is()
    {
        var random = new Random(1);
        var texts = Hostile
            .Concat(Enumerable.Range(0, 2000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Hostile[random.Next(Hostile.Length)]))))
            .Append(string.Join(" && ", Enumerable.Repeat("request.url_path == '/x'", 4000)))
            .Append(new string('x', 100_000))
            .ToList();
        var manifests = texts.Chunk(200).Select((chunk, index) => Of(ManifestValue.MapOf(
            ("apiVersion", "v1"),
            ("kind", "ConfigMap"),
            ("metadata", ManifestValue.MapOf(("name", $"m{index}"))),
            ("list", ManifestValue.ListOf([.. chunk.Select(text => (ManifestValue)text)])),
            ("keys", new ManifestValue.Map([.. chunk.Where(text => text.Length < 1000).Distinct(StringComparer.Ordinal).Select(text => KeyValuePair.Create(text, (ManifestValue)"v"))])))));

        var read = await Kubectl.ReadAsync(ManifestText.Yaml([.. manifests]));

        Assert.Equal(texts, read.SelectMany(manifest => manifest["list"]!.AsArray()).Select(text => text!.GetValue<string>()), StringComparer.Ordinal);
        Assert.Equal(
            manifests.SelectMany(manifest => ((ManifestValue.Map)manifest.Body.Entries[4].Value).Entries).Select(entry => entry.Key).Order(StringComparer.Ordinal),
            read.SelectMany(manifest => manifest["keys"]!.AsObject()).Select(field => field.Key).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    private static Manifest Sample => Of(ManifestValue.MapOf(
        ("apiVersion", "v1"),
        ("kind", "ConfigMap"),
        ("metadata", ManifestValue.MapOf(("name", "a"), ("labels", ManifestValue.MapOf()))),
        ("list", ManifestValue.ListOf(
            ManifestValue.MapOf(("condition", "request.method == 'GET' && request.url_path == '/healthz'"), ("value", "GET /healthz")),
            ManifestValue.MapOf(("condition", "'x' in request.headers"), ("value", "* /x")),
            ManifestValue.ListOf(5, new ManifestValue.Flag(true)))),
        ("empty", ManifestValue.ListOf()),
        ("yes", "no")));

    private static Manifest Of(ManifestValue body) => new("v1", "ConfigMap", null, "a", (ManifestValue.Map)body);

    private static Manifest WithTexts(string[] texts) => Of(ManifestValue.MapOf(
        ("value", texts[0]),
        ("list", ManifestValue.ListOf([.. texts.Select(text => (ManifestValue)text)])),
        ("keys", new ManifestValue.Map([.. texts.Select(text => KeyValuePair.Create(text, (ManifestValue)text))])),
        ("last", texts[^1])));

    private static void AssertReadsBack(Manifest manifest) => AssertReadsBack(manifest, JsonNode.Parse(ManifestText.Json([manifest]))![0]!);

    private static void AssertReadsBack(Manifest manifest, JsonNode expected)
    {
        var yaml = ManifestText.Yaml([manifest, manifest]);

        var read = YamlTreeReader.Read(yaml).Select(document => JsonNode.Parse(YamlJson.From(document).Utf8)).ToList();

        Assert.Equal(2, read.Count);
        Assert.All(read, document => Assert.True(JsonNode.DeepEquals(expected, document), $"{yaml}\n{expected}"));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(ManifestText.Json([manifest]))![0]), yaml);
    }
}
