using System.Text.Json.Nodes;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Reports;

/// <summary>What is to be done about the report of one namespace.</summary>
internal abstract record ReportAction(string Namespace)
{
    private static readonly string[] Compared = ["scope", "source", "summary", "results"];

    /// <summary>
    /// There is none of ours: server-side apply without force, so that somebody else's report of that name is a conflict and stays as it
    /// is.
    /// </summary>
    public sealed record Create(string Namespace, JsonObject Body) : ReportAction(Namespace);

    /// <summary>Ours is outdated. The uid in the body keeps one that was deleted meanwhile from being created again.</summary>
    public sealed record Change(string Namespace, JsonObject Body) : ReportAction(Namespace);

    /// <summary>Ours has no findings left.</summary>
    public sealed record Delete(string Namespace, Preconditions Known) : ReportAction(Namespace);

    /// <summary>
    /// What to do about the reports that should exist, by namespace, in the order of namespaces. Of the existing ones, ours are those with
    /// our name and both marks.
    /// </summary>
    public static IReadOnlyList<ReportAction> Of(IReadOnlyDictionary<string, JsonObject> desired, IEnumerable<JsonObject> existing)
    {
        var ours = existing.Where(IsOurs).ToDictionary(static report => ObjectIdentity.Of(report).Namespace ?? "", StringComparer.Ordinal);
        return
        [
            .. desired.Keys.Union(ours.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(ns => Of(ns, desired.GetValueOrDefault(ns), ours.GetValueOrDefault(ns))).OfType<ReportAction>(),
        ];
    }

    private static ReportAction? Of(string ns, JsonObject? desired, JsonObject? existing) => (desired, existing) switch
    {
        (not null, null) => new Create(ns, desired),
        (null, not null) when ObjectIdentity.Of(existing) is var found => new Delete(ns, new(found.Uid, found.ResourceVersion)),
        (not null, not null) when !SaysTheSame(desired, existing) => new Change(ns, Pinned(desired, ObjectIdentity.Of(existing).Uid)),
        _ => null,
    };

    // Of the metadata, to which the server adds its own, only what we write is compared.
    private static bool SaysTheSame(JsonObject desired, JsonObject existing) =>
        Compared.All(field => JsonNode.DeepEquals(desired[field], existing[field]))
        && JsonNode.DeepEquals(Omitted(desired), Omitted(existing));

    private static JsonNode? Omitted(JsonObject report) => report["metadata"]?["annotations"]?[NamespaceReport.OmittedAnnotation];

    private static JsonObject Pinned(JsonObject desired, string uid)
    {
        var body = desired.DeepClone().AsObject();
        if (body["metadata"] is JsonObject metadata)
        {
            metadata["uid"] = uid;
        }

        return body;
    }

    private static bool IsOurs(JsonObject report) => ObjectIdentity.Of(report).Name == NamespaceReport.Name && OwnerMark.Of(report).IsOurs;
}
