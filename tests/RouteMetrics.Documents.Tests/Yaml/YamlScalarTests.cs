using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Tests.Yaml;

public sealed class YamlScalarTests
{
    private static readonly string[] Words =
    [
        .. """
        y n Y N yes Yes YES yEs no No NO on On ON oN off Off OFF true True TRUE tRue false False FALSE null Null NULL nUll ~
        0x10 0X1f -0x10 +0x10 0o17 0O17 017 08 09 0b11 0B11 -0b11 +0b11 0b 0x 0o 0b2 0o8 0xg 0B 0b_ 0x_1 0X_F -0X_F 0o_7 -0o17 0x-1
        1_000 _1 1__0 0_ -_1 +_1 -9_0 -1_ 1_e3 1e1_0 1._5 0 00 -0 +5 -08 +08 0.1 1. 1.5.2 -- --1 +-1 + ++
        1e3 1E3 1e+3 1e-3 1e 1e+ 1e999 -1e999 1e21 1e-400 5e-324 1.5e-7 0.1e1 0x1p-2 -0.0 100000000000000000000.5
        .5 +.5 -.5 ._5 .5_0 .5_ . .. .e3 .5e3 .a
        9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616 -9223372036854775808 -9223372036854775809
        +18446744073709551615 0x7fffffffffffffff 0xffffffffffffffff 0x1ffffffffffffffff 0777777777777777777777777 123456789012345678901234567890
        12:30 12:30:45 1:2.5 190:20:30 2020-01-01 2020-01-01T00:00:00Z 2001-12-14t21:59:43.10-05:00 = << infinity NaN nan inf abc 10.0.0.1 1.2.3 v1 1s 5m
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
    ];

    [Fact]
    public async Task Plain_scalars_mean_what_they_mean_to_kubectl()
    {
        var items = string.Join("\n- ", Words);
        var yaml = $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\nwords:\n- {items}\n-\n- !!str yes\n- !!int \"3\"\n- !!float 3\n- !!bool \"yes\"\n- !foo bar\n- ! 12\n";

        var theirs = (await Kubectl.ReadAsync(yaml)).Single()["words"]!.AsArray();
        var ours = JsonNode.Parse(YamlJson.From(YamlTreeReader.Read(yaml).Single()).Utf8)!["words"]!.AsArray();

        Assert.Equal(Words.Length + 7, ours.Count);
        var names = Words.Concat(Enumerable.Range(0, 7).Select(tagged => $"tagged {tagged}"));
        Assert.Equal(
            string.Join('\n', names.Zip(theirs, (word, meaning) => $"{word}: {Canonical(meaning)}")),
            string.Join('\n', names.Zip(ours, (word, meaning) => $"{word}: {Canonical(meaning)}")));
    }

    [Fact]
    public async Task Keys_anchors_and_merges_mean_what_they_mean_to_kubectl()
    {
        const string Yaml = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            base: &base {b: 1, "c": 2}
            other: &other
              d: 4
              b: 5
            scalar: &s text
            merged: {<<: *base, c: 3}
            several: {<<: [*base, *other, {e: 6}], x: *s}
            nested: &nested {<<: *base, n: 1}
            again: {m: 0, <<: *nested}
            quoted: {"<<": 1}
            keys: {yes: 1, 0x10: 2, "no": 3, 2020-01-01: 4, 1.5: 5}
            redefined: [&s new, *s]
            ? multi
            : [one, "two
              words", 'it''s']
            literal: |
              a
               b

            folded: >-
              a
              b

              c
            """;

        var theirs = (await Kubectl.ReadAsync(Yaml)).Single().AsObject();
        theirs["metadata"] = new JsonObject { ["name"] = "a" };
        var ours = JsonNode.Parse(YamlJson.From(YamlTreeReader.Read(Yaml).Single()).Utf8)!;

        Assert.True(JsonNode.DeepEquals(theirs, ours), $"{theirs}\n{ours}");
    }

    // Go and .NET write the same double in different ways (1e+21 and 1E+21), and kubectl loses the sign of -0.0.
    private static string Canonical(JsonNode? meaning) => meaning is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        ? (double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) + 0.0).ToString("R")
        : meaning?.ToJsonString() ?? "null";
}
