using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>What of an object is ours: never by its name, always by our marks. Null where nothing is.</summary>
internal static class Remnants
{
    /// <summary>By both marks: our label, and our field manager.</summary>
    public static Remnant? OfMarked(ResourceType type, JsonObject found) =>
        (string?)found["metadata"]?["labels"]?[IstioLabels.ManagedBy] == IstioLabels.Manager && OurEntries(found).Any() ? new Remnant.Whole(type, found) : null;

    /// <summary>By our field manager alone: whoever wrote it is the program, and it has no other purpose.</summary>
    public static Remnant? OfWritten(ResourceType type, JsonObject found) => OurEntries(found).Any() ? new Remnant.Whole(type, found) : null;

    /// <summary>A webhook configuration, all of whose webhooks ask our Service.</summary>
    public static Remnant? OfConfiguration(ResourceType type, JsonObject found, string ownNamespace, string service)
    {
        var asked = (found["webhooks"] as JsonArray ?? []).Select(static webhook => webhook?["clientConfig"]?["service"]).ToList();
        return asked.Count > 0 && asked.TrueForAll(asks => (string?)asks?["namespace"] == ownNamespace && (string?)asks?["name"] == service)
            ? new Remnant.Whole(type, found)
            : null;
    }

    /// <summary>
    /// The waypoint label where we set it (whoever changes a value takes it from us), and our entries among the field managers, which would
    /// stand in the way of the next one. The mode of the data plane stays: to leave the mesh decides about security, and is for its users
    /// to do.
    /// </summary>
    public static Remnant? OfNamespace(JsonObject found)
    {
        var entries = OurEntries(found).ToList();
        if (entries.Count == 0)
        {
            return null;
        }

        // From the last on, so that the places of the others stay.
        var pointers = entries.Select(static entry => $"/metadata/managedFields/{entry.Index}").Reverse().ToList();
        var waypoint = (string?)found["metadata"]?["labels"]?[IstioLabels.UseWaypoint];
        if (waypoint is null || !entries.Exists(static entry => OwnsLabel(entry.Entry, IstioLabels.UseWaypoint)))
        {
            return new Remnant.Part(ResourceType.Namespaces, found, $"field manager {IstioLabels.Manager}", pointers);
        }

        return new Remnant.Part(
            ResourceType.Namespaces,
            found,
            $"label {IstioLabels.UseWaypoint}={waypoint}, field manager {IstioLabels.Manager}",
            [JsonPatch.Pointer("metadata", "labels", IstioLabels.UseWaypoint), .. pointers]);
    }

    /// <summary>The annotation that admission writes.</summary>
    public static Remnant? OfRoute(JsonObject found) => found["metadata"]?["annotations"]?[IstioLabels.Operations] is null
        ? null
        : new Remnant.Part(ResourceType.HttpRoutes, found, $"annotation {IstioLabels.Operations}", [JsonPatch.Pointer("metadata", "annotations", IstioLabels.Operations)]);

    private static IEnumerable<(int Index, JsonNode Entry)> OurEntries(JsonObject found) => (found["metadata"]?["managedFields"] as JsonArray ?? [])
        .Index()
        .Where(static entry => (string?)entry.Item?["manager"] == KubernetesApi.FieldManager)
        .Select(static entry => (entry.Index, entry.Item!));

    // fieldsV1 spells a label as f:metadata, f:labels, f:<key> (structured-merge-diff fieldpath).
    private static bool OwnsLabel(JsonNode entry, string label) => entry["fieldsV1"]?["f:metadata"]?["f:labels"]?[$"f:{label}"] is not null;
}
