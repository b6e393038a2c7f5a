using System.Text.Json.Nodes;

namespace RouteMetrics.Controller.Diagnosis;

/// <summary>
/// Whether a Prometheus scrapes istiod and the proxies: from its answer to <c>/api/v1/targets</c>
/// (https://prometheus.io/docs/prometheus/latest/querying/api/#targets).
/// </summary>
internal static class ScrapeTargets
{
    private const string Configure = "see deploy/monitoring/prometheus.yaml, or deploy/overlays/monitoring for the operator";

    /// <summary>A line for istiod and one for Envoy. A target that nobody knows of is no fault: others may push the same to it.</summary>
    public static IReadOnlyList<Check> Of(JsonNode? answer)
    {
        var targets = (answer?["data"]?["activeTargets"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        return [Of("istiod", targets.Where(IsIstiod)), Of("Envoy", targets.Where(IsEnvoy))];
    }

    private static Check Of(string whose, IEnumerable<JsonObject> targets)
    {
        var name = $"scrape targets: {whose}";
        var all = targets.ToList();
        var down = all.Where(static target => (string?)target["health"] == "down").ToList();
        return (all.Count, down.Count) switch
        {
            (0, _) => Check.Unknown(name, "this Prometheus has none", Configure),
            (_, > 0) => Check.Fail(
                name,
                $"{down.Count} of {all.Count} are down, such as {(string?)down[0]["scrapeUrl"]}: {(string?)down[0]["lastError"]}",
                "Prometheus has to reach this address: NetworkPolicies, and the port that the pod serves"),
            _ when all.All(static target => (string?)target["health"] != "up") => Check.Unknown(name, "not scraped yet", "ask again"),
            _ => Check.Pass(name, $"{all.Count} up"),
        };
    }

    // By what Kubernetes says, which relabelling cannot take away; else by the name of the job.
    private static bool IsIstiod(JsonObject target) =>
        Discovered(target, "service_name").StartsWith("istiod", StringComparison.Ordinal) || Discovered(target, "pod_label_app") == "istiod"
        || Job(target).Contains("istiod", StringComparison.Ordinal);

    private static bool IsEnvoy(JsonObject target) =>
        Discovered(target, "pod_container_name") == "istio-proxy" || Job(target).Contains("envoy-stats", StringComparison.Ordinal);

    private static string Discovered(JsonObject target, string label) => (string?)target["discoveredLabels"]?[$"__meta_kubernetes_{label}"] ?? "";

    private static string Job(JsonObject target) => (string?)target["labels"]?["job"] ?? "";
}
