using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RouteMetrics.Benchmarks;

/// <summary>
/// The AdmissionReviews that throughput is measured with. Routes come as after <c>kubectl apply</c>: the annotation that it leaves says
/// everything once more.
/// </summary>
internal static class Payloads
{
    // Quotation marks as the API server writes them: \" and not \u0022.
    private static readonly JsonSerializerOptions AsGo = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public const string GatewayApi = "gateway.networking.k8s.io";

    /// <summary>A Namespace that gets both labels.</summary>
    public static byte[] Namespace { get; } = Review("", "namespaces", "Namespace", new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = "shop", ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = "shop", ["team"] = "checkout" } },
        ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
        ["status"] = new JsonObject { ["phase"] = "Active" },
    });

    /// <summary>4 KB: 5 rules of one match.</summary>
    public static byte[] SmallRoute { get; } = RouteReview(size: 4 * 1024, rules: 5, matches: 1, conditions: 1);

    /// <summary>100 KB: the 128 matches that the CRD allows, 8 in each of its 16 rules.</summary>
    public static byte[] LargeRoute { get; } = RouteReview(size: 100 * 1024, rules: 16, matches: 8, conditions: 2);

    public static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "namespace.json"), Namespace);
        await File.WriteAllBytesAsync(Path.Combine(folder, "httproute-4k.json"), SmallRoute);
        await File.WriteAllBytesAsync(Path.Combine(folder, "httproute-100k.json"), LargeRoute);
    }

    // Brought to its size by longer header values, which have to be read, printed and written as well.
    private static byte[] RouteReview(int size, int rules, int matches, int conditions)
    {
        byte[] WithPadding(int padding) => Review(GatewayApi, "httproutes", "HTTPRoute", Applied(() => Cart(rules, matches, conditions, padding)));
        var missing = size - WithPadding(0).Length;
        return missing >= 0
            ? WithPadding(missing / (2 * rules * matches))
            : throw new InvalidOperationException($"a review of {size} bytes is too long by {-missing}");
    }

    private static JsonObject Cart(int rules, int matches, int conditions, int padding) =>
        RouteJson.Route("shop", "cart", RouteJson.Service("cart"), rules, matches, conditions, padding);

    private static JsonObject Applied(Func<JsonObject> make)
    {
        var route = make();
        route["metadata"]!["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = make().ToJsonString(AsGo) };
        return route;
    }

    /// <summary>The creation of an object, as an API server asks about it.</summary>
    public static byte[] Review(string group, string resource, string kind, JsonObject reviewed, string version = "v1")
    {
        JsonObject Kind() => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };
        JsonObject Resource() => new() { ["group"] = group, ["version"] = version, ["resource"] = resource };
        var metadata = reviewed["metadata"]!;
        var request = new JsonObject
        {
            ["uid"] = "6e2a8d0e-35c4-4b37-9a1f-0d5f3f1f7a11",
            ["kind"] = Kind(),
            ["resource"] = Resource(),
            ["requestKind"] = Kind(),
            ["requestResource"] = Resource(),
            ["name"] = (string)metadata["name"]!,
            ["operation"] = "CREATE",
            ["userInfo"] = new JsonObject { ["username"] = "kubernetes-admin", ["groups"] = new JsonArray("system:masters", "system:authenticated") },
            ["object"] = reviewed,
            ["oldObject"] = null,
            ["dryRun"] = false,
            ["options"] = new JsonObject { ["kind"] = "CreateOptions", ["apiVersion"] = "meta.k8s.io/v1" },
        };
        if ((string?)metadata["namespace"] is { } @namespace)
        {
            request["namespace"] = @namespace;
        }

        return Encoding.UTF8.GetBytes(new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["request"] = request }.ToJsonString(AsGo));
    }
}
