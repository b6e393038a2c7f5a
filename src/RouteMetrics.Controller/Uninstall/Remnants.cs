using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Uninstall;

/// <summary>Finds what is ours in an object, by our marks and never by its name; null if nothing is.</summary>
internal static class Remnants
{
    private static readonly string[] Recorded = [IstioLabels.Enrolled, IstioLabels.Installation, IstioLabels.Objects];

    /// <summary>An object with both marks. What is being deleted waits for somebody's finalizer, and goes without us.</summary>
    public static Remnant? OfMarked(ResourceType type, JsonObject found) =>
        OwnerMark.Of(found).IsOurs && !IsBeingDeleted(found) ? new Remnant.Whole(type, found) : null;

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
    /// Of a Namespace, in this order: labels that we added, then, once no object of ours is left there, our record and our entries among
    /// the field managers, which would conflict with the next manager. What stays of the labels is named by an annotation.
    /// </summary>
    public static Remnant? OfNamespace(JsonObject found, NamespaceRemains remains)
    {
        if (IsBeingDeleted(found))
        {
            return null;
        }

        var resource = ResourceOf(found);
        var record = EnrolmentRecord.Of(resource);
        var ours = resource.Labels.Where(label => record?.HasAdded(label.Key) == true).ToList();
        // Once the record is gone, what it named was to stay: the waypoint that a label names is known by the record alone.
        List<KeyValuePair<string, string>> going = IsRecordGone(resource)
            ? []
            : [.. ours.Where(label => label.Key == IstioLabels.UseWaypoint ? !remains.Waypoint : !remains.Mode)];
        if (going.Count > 0)
        {
            return new Remnant.Part(
                ResourceType.Namespaces, found, string.Join(", ", going.Select(static label => $"label {label.Key}={label.Value}")),
                [.. going.Select(static label => JsonPatch.Pointer("metadata", "labels", label.Key))]);
        }

        return remains.Objects ? null : RecordOf(found, resource, [.. ours.Select(static label => label.Key)]);
    }

    private static bool IsBeingDeleted(JsonObject found) => found["metadata"]?["deletionTimestamp"] is not null;

    private static bool IsRecordGone(NamespaceResource resource) =>
        resource.Annotations.ContainsKey(IstioLabels.Left) && !resource.Annotations.ContainsKey(IstioLabels.Enrolled);

    // Whatever writes makes an entry among the field managers, so these go last.
    private static Remnant.Part? RecordOf(JsonObject found, NamespaceResource resource, IReadOnlyList<string> labels)
    {
        var left = string.Join(',', labels);
        string[] annotations = [.. Recorded.Where(resource.Annotations.ContainsKey)];
        var isNamed = left.Length == 0 || resource.Annotations.GetValueOrDefault(IstioLabels.Left) == left;
        IEnumerable<string> entries = OwnerMark.EntriesIn(found).Reverse().Select(static index => $"/metadata/managedFields/{index}");
        return (annotations.Length > 0, isNamed, entries.Any()) switch
        {
            (false, true, false) => null,
            (_, true, _) => Part("record", [.. annotations.Select(PointerOf), .. entries]),
            _ => Part("record", annotations.Select(PointerOf)) with
            {
                Left = left,
                HasAnnotations = found["metadata"]?["annotations"] is not null,
            },
        };

        Remnant.Part Part(string what, IEnumerable<string> pointers) => new(ResourceType.Namespaces, found, what, [.. pointers]);

        static string PointerOf(string annotation) => JsonPatch.Pointer("metadata", "annotations", annotation);
    }

    /// <summary>The data plane mode that we added; null without one.</summary>
    public static string? ModeLeftOn(JsonObject found)
    {
        var resource = ResourceOf(found);
        return EnrolmentRecord.Of(resource)?.HasAdded(IstioLabels.DataplaneMode) == true
            && resource.Labels.TryGetValue(IstioLabels.DataplaneMode, out var mode)
                ? $"label {IstioLabels.DataplaneMode}={mode} of Namespace {resource.Name}"
                : null;
    }

    /// <summary>What of a Namespace tells what is ours.</summary>
    public static NamespaceResource ResourceOf(JsonObject found) => new(ObjectIdentity.Of(found).Name, TextsOf(found, "labels"))
    {
        Annotations = TextsOf(found, "annotations"),
        OwnedLabels = OwnerMark.OwnedLabels(found),
        OthersLabels = OwnerMark.OthersLabels(found),
    };

    private static Dictionary<string, string> TextsOf(JsonObject found, string map) => (found["metadata"]?[map] as JsonObject ?? [])
        .Where(static entry => entry.Value?.GetValueKind() == JsonValueKind.String)
        .ToDictionary(static entry => entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    /// <summary>The annotation that admission writes.</summary>
    public static Remnant? OfRoute(ResourceType type, JsonObject found) =>
        found["metadata"]?["annotations"]?[IstioLabels.Operations] is null
            ? null
            : new Remnant.Part(
                type,
                found,
                $"annotation {IstioLabels.Operations}",
                [JsonPatch.Pointer("metadata", "annotations", IstioLabels.Operations)]);
}

/// <summary>What stays of a Namespace for now: the label that names its waypoint, its data plane mode, an object of ours in it.</summary>
internal readonly record struct NamespaceRemains(bool Waypoint, bool Mode, bool Objects);
