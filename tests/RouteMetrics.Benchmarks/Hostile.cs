using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using RouteMetrics.Admission;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Benchmarks;

/// <summary>What reviews cost that somebody has made to be expensive, up to the megabyte that etcd takes: 5 ms for each KB is promised.</summary>
internal static class Hostile
{
    private const int Bytes = 1_000_000;

    /// <summary>A condition that the proxy's parser still takes has 100,000 code points.</summary>
    private const int Longest = 99_000;

    private const int Repetitions = 5;

    private const double MillisecondsPerKilobyte = 5;

    private static readonly NamespaceDirectory Namespaces = new();

    /// <summary>Prints a Markdown table. Exit code 1 if any costs more.</summary>
    public static int Report(TextWriter output)
    {
        var sound = true;
        output.WriteLine("| hostile review | KB | ms | ms per KB | MB allocated | promised | |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---|");
        foreach (var (name, path, review) in Reviews())
        {
            var (milliseconds, allocated) = Enumerable.Range(0, Repetitions).Select(_ => Once(review, path)).Min();
            var perKilobyte = milliseconds / (review.Length / 1000.0);
            sound &= perKilobyte <= MillisecondsPerKilobyte;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {review.Length / 1000} | {milliseconds:F1} | {perKilobyte:F2} | {allocated / 1e6:F0} | {MillisecondsPerKilobyte} | {(perKilobyte <= MillisecondsPerKilobyte ? "pass" : "FAIL")} |"));
        }

        return sound ? 0 : 1;
    }

    private static (double Milliseconds, long Allocated) Once(byte[] review, AdmissionPath path)
    {
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var answer = AdmissionDecision.Answer(review, RouteMetricsSettings.Default, Namespaces, path);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return answer is AdmissionAnswer.Decided
            ? (elapsed.TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - before)
            : throw new UnreachableException("the review was refused");
    }

    private static IEnumerable<(string Name, AdmissionPath Path, byte[] Review)> Reviews()
    {
        foreach (var (name, conditions) in Conditions())
        {
            yield return ($"WasmPlugin: {name}", AdmissionPath.ValidateExpressions, WasmPlugin(conditions));
        }

        yield return ("Telemetry: 15,000 labels", AdmissionPath.ValidateExpressions, Telemetry(Many(15_000, static i => $"request.headers['a{i}'] == 'x' ? 'a' : 'b'")));
        foreach (var (name, route) in Routes())
        {
            var review = Payloads.Review(Payloads.GatewayApi, "httproutes", "HTTPRoute", route);
            yield return ($"HTTPRoute: {name}, mutate", AdmissionPath.MutateHttpRoutes, review);
            yield return ($"HTTPRoute: {name}, validate", AdmissionPath.ValidateHttpRoutes, review);
        }
    }

    private static IEnumerable<(string Name, IEnumerable<string> Conditions)> Conditions()
    {
        yield return ("one condition of 1 MB", [Joined(" || ", Bytes, static i => $"request.method == 'G{i}'")]);
        yield return ("parentheses 500,000 deep", [$"{new string('(', Bytes / 2)}a{new string(')', Bytes / 2)}"]);
        yield return ("ten conditions as long as they may be", Ten(Joined(" || ", Longest, static i => $"request.method == 'G{i}'")));
        yield return ("ten that read 3,000 headers each", Ten(Joined(" && ", Longest, static i => $"request.headers['x-{i}'] == 'a'")));
        yield return ("ten lists of 10,000 texts", Ten($"request.method in [{Joined(", ", Longest - 30, static i => $"'a{i}'")}]"));
        yield return ("ten maps of 9,000 keys", Ten($"{{{Joined(", ", Longest - 30, static i => $"'k{i}': 1")}}}.k1 == 1"));
        yield return ("ten regular expressions a?a?…", Ten($"request.path.matches('{Joined("", Longest - 30, static _ => "a?")}')"));
        yield return ("ten of 6,000 classes", Ten($"request.path.matches(r'{Joined("", Longest - 30, static _ => @"[\pL\pN]")}')"));
        yield return ("10,000 misspelt attributes", Many(10_000, static _ => "requst.methd == 'a'"));
        yield return ("10,000 that do not parse", Many(10_000, static _ => Joined("", 90, static _ => "[1].exists(a, ")));
    }

    private static IEnumerable<(string Name, JsonObject Route)> Routes()
    {
        yield return ("a regular expression of 1 MB", Route([Path("RegularExpression", $"/{Joined("", Bytes, static _ => "(a|b)?")}")]));
        yield return ("1,024 regular expressions of 1 KB", Route(Many(1024, static i => Path("RegularExpression", $"/{i}{Joined("", 1000, static _ => "(x|y)?")}"))));
        yield return ("1,024 query expressions", Route(Many(64, static i => Queries(static j => $"q{j}", "RegularExpression", $"[a-z&]+{i}{Joined("", 100, static _ => "(x|y)*")}"))));
        yield return ("1,024 query parameters with names of 1 KB", Route(Many(64, static _ => Queries(static j => $"{new string('n', 1000)}{j}", "Exact", "v"))));
        yield return ("100,000 names for its operations", Route([Path("Exact", "/a")], Joined("\n", Bytes, static i => $"{i}: x")));
    }

    private static IEnumerable<string> Ten(string condition) => Enumerable.Repeat(condition, 10);

    private static IEnumerable<T> Many<T>(int count, Func<int, T> make) => Enumerable.Range(0, count).Select(make);

    // As many parts as fit.
    private static string Joined(string separator, int length, Func<int, string> part) =>
        string.Join(separator, Many(length / (part(length / 10).Length + separator.Length), part));

    private static byte[] WasmPlugin(IEnumerable<string> conditions) => Payloads.Review("extensions.istio.io", "wasmplugins", "WasmPlugin", new JsonObject
    {
        ["apiVersion"] = "extensions.istio.io/v1alpha1",
        ["kind"] = "WasmPlugin",
        ["metadata"] = new JsonObject { ["name"] = "x", ["namespace"] = "shop" },
        ["spec"] = new JsonObject
        {
            ["url"] = "file:///attributegen.wasm",
            ["pluginConfig"] = new JsonObject
            {
                ["attributes"] = new JsonArray(new JsonObject
                {
                    ["output_attribute"] = "istio_operationId",
                    ["match"] = new JsonArray([.. conditions.Select(static condition => new JsonObject { ["value"] = "v", ["condition"] = condition })]),
                }),
            },
        },
    }, "v1alpha1");

    private static byte[] Telemetry(IEnumerable<string> values) => Payloads.Review("telemetry.istio.io", "telemetries", "Telemetry", new JsonObject
    {
        ["apiVersion"] = "telemetry.istio.io/v1",
        ["kind"] = "Telemetry",
        ["metadata"] = new JsonObject { ["name"] = "x", ["namespace"] = "shop" },
        ["spec"] = new JsonObject
        {
            ["metrics"] = new JsonArray(new JsonObject
            {
                ["overrides"] = new JsonArray(new JsonObject
                {
                    ["tagOverrides"] = new JsonObject(values.Select(static (value, i) => KeyValuePair.Create($"t{i}", (JsonNode?)new JsonObject { ["value"] = value }))),
                }),
            }),
        },
    });

    private static JsonObject Route(IEnumerable<JsonObject> matches, string? names = null) => new()
    {
        ["apiVersion"] = $"{Payloads.GatewayApi}/v1",
        ["kind"] = "HTTPRoute",
        ["metadata"] = new JsonObject
        {
            ["name"] = "x",
            ["namespace"] = "shop",
            ["annotations"] = names is null ? [] : new JsonObject { ["routemetrics.io/operation-names"] = names },
        },
        ["spec"] = new JsonObject
        {
            ["parentRefs"] = new JsonArray(RouteJson.Service("s")),
            ["rules"] = new JsonArray(new JsonObject { ["matches"] = new JsonArray([.. matches]) }),
        },
    };

    private static JsonObject Path(string type, string value) => new() { ["path"] = new JsonObject { ["type"] = type, ["value"] = value } };

    private static JsonObject Queries(Func<int, string> name, string type, string value) => new()
    {
        ["queryParams"] = new JsonArray([.. Many(16, i => new JsonObject { ["name"] = name(i), ["type"] = type, ["value"] = value })]),
    };
}
