using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Kubernetes.Ownership;

/// <summary>
/// An object is ours if it has both marks: our label, and our field manager in its <c>metadata.managedFields</c>. Nothing else is changed
/// or deleted.
/// </summary>
public readonly record struct OwnerMark(bool HasLabel, bool HasManager)
{
    public const string FieldManager = IstioLabels.Manager;

    /// <summary>Selects what may be ours.</summary>
    public const string LabelSelector = $"{IstioLabels.ManagedBy}={IstioLabels.Manager}";

    private static readonly string[] Enrolling = [IstioLabels.DataplaneMode, IstioLabels.UseWaypoint];

    public bool IsOurs => HasLabel && HasManager;

    /// <summary>No other field manager has written anything of it, but for its status.</summary>
    public bool IsAlone { get; init; }

    /// <summary>The mark that is missing; null for an object of ours.</summary>
    public string? Missing => this switch
    {
        { HasLabel: false } => $"no label {IstioLabels.ManagedBy}: {IstioLabels.Manager}",
        { HasManager: false } => $"no field manager {FieldManager}",
        _ => null,
    };

    public static Dictionary<string, string> Labels() => new(StringComparer.Ordinal) { [IstioLabels.ManagedBy] = IstioLabels.Manager };

    public static OwnerMark Of(V1ObjectMeta? metadata) => new(
        metadata?.Labels?.TryGetValue(IstioLabels.ManagedBy, out var owner) == true && owner == IstioLabels.Manager,
        metadata?.ManagedFields?.Any(static entry => entry.Manager == FieldManager) == true)
    {
        IsAlone = metadata?.ManagedFields?.All(static entry => entry.Manager == FieldManager || entry.Subresource == "status") != false,
    };

    public static OwnerMark Of(JsonObject found) => Of(MetadataOf(found));

    public static OwnerMark Of(JsonElement? metadata) =>
        new(LabelOf(metadata, IstioLabels.ManagedBy) == IstioLabels.Manager, EntriesOf(metadata).Any())
        {
            IsAlone = ManagersOf(metadata).All(static entry =>
                entry.Manager == FieldManager || TextOf(Member(entry.Item, "subresource")) == "status"),
        };

    /// <summary>The places of our entries in <c>metadata.managedFields</c>.</summary>
    public static IReadOnlyList<int> EntriesIn(JsonObject found) => [.. EntriesOf(MetadataOf(found)).Select(static entry => entry.Index)];

    public static bool OwnsLabel(JsonObject found, string label) => OwnsLabel(MetadataOf(found), label);

    /// <summary>Of the two labels of an enrolled namespace those that our field manager owns.</summary>
    public static IReadOnlyList<string> OwnedLabels(JsonElement? metadata) =>
        [.. Enrolling.Where(label => OwnsLabel(metadata, label))];

    public static IReadOnlyList<string> OwnedLabels(JsonObject found) => OwnedLabels(MetadataOf(found));

    /// <summary>
    /// Of the two labels of an enrolled namespace those that another field manager owns. What our admission adds is nobody's: the API
    /// server attributes a request's fields before it asks admission (apiserver handlers/create.go).
    /// </summary>
    public static IReadOnlyList<string> OthersLabels(JsonElement? metadata) =>
        [.. Enrolling.Where(label => ManagersOf(metadata).Any(entry => entry.Manager != FieldManager && NamesLabel(entry.Item, label)))];

    public static IReadOnlyList<string> OthersLabels(JsonObject found) => OthersLabels(MetadataOf(found));

    // fieldsV1 spells a label as f:metadata, f:labels, f:<key> (structured-merge-diff fieldpath).
    public static bool OwnsLabel(JsonElement? metadata, string label) => EntriesOf(metadata).Any(entry => NamesLabel(entry.Item, label));

    public static string? LabelOf(JsonElement? metadata, string key) => TextOf(Member(Member(metadata, "labels"), key));

    private static JsonElement MetadataOf(JsonObject found) => JsonElement.Parse(found["metadata"]?.ToJsonString() ?? "{}");

    private static IEnumerable<(int Index, JsonElement Item)> EntriesOf(JsonElement? metadata) => ManagersOf(metadata).Index()
        .Where(static entry => entry.Item.Manager == FieldManager)
        .Select(static entry => (entry.Index, entry.Item.Item));

    private static IEnumerable<(string? Manager, JsonElement Item)> ManagersOf(JsonElement? metadata) =>
        Member(metadata, "managedFields") is { ValueKind: JsonValueKind.Array } entries
            ? entries.EnumerateArray().Select(static entry => (TextOf(Member(entry, "manager")), entry))
            : [];

    private static bool NamesLabel(JsonElement entry, string label) =>
        Member(Member(Member(Member(entry, "fieldsV1"), "f:metadata"), "f:labels"), $"f:{label}") is not null;

    private static string? TextOf(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var member) ? member : null;
}
