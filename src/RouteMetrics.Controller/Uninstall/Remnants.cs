using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>Finds what is ours in an object, by our marks and never by its name; null if nothing is.</summary>
internal static class Remnants
{
    /// <summary>An object with both marks.</summary>
    public static Remnant? OfMarked(ResourceType type, JsonObject found) =>
        OwnerMark.Of(found).IsOurs ? new Remnant.Whole(type, found) : null;

    /// <summary>An object with our field manager alone: only this program writes it.</summary>
    public static Remnant? OfWritten(ResourceType type, JsonObject found) =>
        OwnerMark.Of(found).HasManager ? new Remnant.Whole(type, found) : null;

    /// <summary>A webhook configuration, all of whose webhooks ask our Service.</summary>
    public static Remnant? OfConfiguration(ResourceType type, JsonObject found, string ownNamespace, string service)
    {
        var asked = (found["webhooks"] as JsonArray ?? []).Select(static webhook => webhook?["clientConfig"]?["service"]).ToList();
        return asked.Count > 0 && asked.TrueForAll(asks => (string?)asks?["namespace"] == ownNamespace && (string?)asks?["name"] == service)
            ? new Remnant.Whole(type, found)
            : null;
    }

    /// <summary>
    /// The waypoint label if we own it, and our entries among the field managers, which would conflict with the next manager. The data
    /// plane mode stays: leaving the mesh is a decision about security, which is the users' to take.
    /// </summary>
    public static Remnant? OfNamespace(JsonObject found)
    {
        var entries = OwnerMark.EntriesIn(found);
        if (entries.Count == 0)
        {
            return null;
        }

        // The last first, so that the indexes of the others stay valid.
        var pointers = entries.Reverse().Select(static index => $"/metadata/managedFields/{index}").ToList();
        var waypoint = (string?)found["metadata"]?["labels"]?[IstioLabels.UseWaypoint];
        if (waypoint is null || !OwnerMark.OwnsLabel(found, IstioLabels.UseWaypoint))
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
        : new Remnant.Part(
            ResourceType.HttpRoutes,
            found,
            $"annotation {IstioLabels.Operations}",
            [JsonPatch.Pointer("metadata", "annotations", IstioLabels.Operations)]);
}
