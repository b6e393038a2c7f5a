using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>
/// What of deploy/ an API server before 1.25 does not know beside what the component kubernetes-1.21 takes away, and how to do without: an overlay is applied
/// without exactly this, and everything else is validated against the server's own schema. scripts/checks/manifests-fit-together checks what is left out here.
/// </summary>
internal sealed record Newer(int SinceMinor, string What, Func<JsonObject, bool> TakeOut)
{
    public static readonly IReadOnlyList<Newer> All =
    [
        new(21, "policy/v1", static o => Is(o, "PodDisruptionBudget") && Set(o, "apiVersion", "policy/v1beta1")),
        new(25, "nodeTaintsPolicy", static o => Is(o, "Deployment")
            && o["spec"]!["template"]!["spec"]!["topologySpreadConstraints"]!.AsArray().Count(static constraint => Remove(constraint, "nodeTaintsPolicy")) > 0),
    ];

    private static bool Is(JsonObject found, string kind) => (string?)found["kind"] == kind;

    private static bool Set(JsonObject found, string field, string value)
    {
        found[field] = value;
        return true;
    }

    private static bool Remove(JsonNode? from, string field) => from!.AsObject().Remove(field);
}
