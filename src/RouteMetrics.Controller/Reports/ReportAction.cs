using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Reports;

/// <summary>What is to be done about the report of one namespace.</summary>
internal abstract record ReportAction(string Namespace)
{
    private static readonly string[] Compared = ["scope", "source", "summary", "results"];

    /// <summary>
    /// There is none of ours: server-side apply without force, so that one of somebody else's by that name is a conflict and stays as it
    /// is.
    /// </summary>
    public sealed record Create(string Namespace, JsonObject Body) : ReportAction(Namespace);

    /// <summary>Ours says something else. The body names the uid, by which one that was deleted meanwhile is not made anew.</summary>
    public sealed record Change(string Namespace, JsonObject Body) : ReportAction(Namespace);

    /// <summary>Ours is about nothing any more.</summary>
    public sealed record Delete(string Namespace, Preconditions Known) : ReportAction(Namespace);

    /// <summary>
    /// From the reports that should be there, by namespace, to what is to be done, in the order of namespaces. Of the existing ones ours
    /// are those of our name that bear both marks, the label and our field manager.
    /// </summary>
    public static IReadOnlyList<ReportAction> Of(IReadOnlyDictionary<string, JsonObject> desired, IEnumerable<JsonObject> existing)
    {
        var ours = existing.Where(IsOurs).ToDictionary(static report => (string)report["metadata"]!["namespace"]!, StringComparer.Ordinal);
        return
        [
            .. desired.Keys.Union(ours.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(ns => Of(ns, desired.GetValueOrDefault(ns), ours.GetValueOrDefault(ns))).OfType<ReportAction>(),
        ];
    }

    private static ReportAction? Of(string ns, JsonObject? desired, JsonObject? existing) => (desired, existing) switch
    {
        (not null, null) => new Create(ns, desired),
        (null, not null) => new Delete(ns, new((string)existing["metadata"]!["uid"]!, (string)existing["metadata"]!["resourceVersion"]!)),
        (not null, not null) when !SaysTheSame(desired, existing) => new Change(ns, Pinned(desired, existing)),
        _ => null,
    };

    // What is in both, and in what is desired alone; of the metadata, where the server adds its own, only what we write.
    private static bool SaysTheSame(JsonObject desired, JsonObject existing) =>
        Compared.All(field => JsonNode.DeepEquals(desired[field], existing[field]))
        && JsonNode.DeepEquals(desired["metadata"]!["annotations"]?[NamespaceReport.OmittedAnnotation], existing["metadata"]!["annotations"]?[NamespaceReport.OmittedAnnotation]);

    private static JsonObject Pinned(JsonObject desired, JsonObject existing)
    {
        var body = (JsonObject)desired.DeepClone();
        body["metadata"]!["uid"] = existing["metadata"]!["uid"]!.DeepClone();
        return body;
    }

    private static bool IsOurs(JsonObject report) =>
        (string?)report["metadata"]?["name"] == NamespaceReport.Name
        && (string?)report["metadata"]?["labels"]?[IstioLabels.ManagedBy] == IstioLabels.Manager
        && (report["metadata"]?["managedFields"] as JsonArray ?? []).Any(static entry => (string?)entry?["manager"] == KubernetesApi.FieldManager);
}
