using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>
/// What of deploy/ an older API server does not know, and how to do without: an overlay is applied without exactly this, and everything else is validated
/// against the server's own schema. scripts/checks/manifests-fit-together checks what is left out here.
/// </summary>
internal sealed record Newer(int SinceMinor, string What, Func<JsonObject, bool> TakeOut)
{
    public static readonly IReadOnlyList<Newer> All =
    [
        new(21, "policy/v1", static o => Is(o, "PodDisruptionBudget") && Set(o, "apiVersion", "policy/v1beta1")),
        new(25, "nodeTaintsPolicy", static o => Is(o, "Deployment")
            && o["spec"]!["template"]!["spec"]!["topologySpreadConstraints"]!.AsArray().Count(static constraint => Remove(constraint, "nodeTaintsPolicy")) > 0),
        new(26, "unhealthyPodEvictionPolicy", static o => Is(o, "PodDisruptionBudget") && Remove(o["spec"], "unhealthyPodEvictionPolicy")),
        new(27, "matchConditions", static o => o["webhooks"] is JsonArray webhooks && webhooks.Count(static webhook => Remove(webhook, "matchConditions")) > 0),
        new(30, "ValidatingAdmissionPolicy", static o => ((string?)o["kind"])?.StartsWith("ValidatingAdmissionPolicy", StringComparison.Ordinal) == true && Empty(o)),
    ];

    private static bool Is(JsonObject found, string kind) => (string?)found["kind"] == kind;

    private static bool Set(JsonObject found, string field, string value)
    {
        found[field] = value;
        return true;
    }

    private static bool Remove(JsonNode? from, string field) => from!.AsObject().Remove(field);

    // Nothing of it is known.
    private static bool Empty(JsonObject found)
    {
        found.Clear();
        return true;
    }
}
