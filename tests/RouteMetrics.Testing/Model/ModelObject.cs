using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Testing.Model;

/// <summary>Who manages fields, and by which operation: <c>Apply</c> or <c>Update</c>.</summary>
internal readonly record struct FieldManager(string Name, string Operation)
{
    public static FieldManager OfUpdate(string name) => new(name, "Update");

    public static FieldManager OfApply(string name) => new(name, "Apply");
}

/// <summary>One version of an object of a model cluster; nobody changes <paramref name="Body"/>, which is without <c>managedFields</c>.</summary>
internal sealed record ModelObject(
    ResourceType Type, JsonObject Body, ImmutableSortedDictionary<FieldManager, ImmutableSortedSet<string>> Owners)
{
    public string? Namespace => (string?)Metadata["namespace"];

    public string Name => (string?)Metadata["name"] ?? "";

    public string Uid => (string?)Metadata["uid"] ?? "";

    public string Version => (string?)Metadata["resourceVersion"] ?? "";

    public bool IsBeingDeleted => Metadata["deletionTimestamp"] is not null;

    public bool HasFinalizers => Metadata["finalizers"] is JsonArray { Count: > 0 };

    public IReadOnlyDictionary<string, string> Labels => TextsOf("labels");

    public IReadOnlyDictionary<string, string> Annotations => TextsOf("annotations");

    private JsonNode Metadata => Body["metadata"]!;

    public static IComparer<FieldManager> ManagerOrder { get; } =
        Comparer<FieldManager>.Create(static (left, right) => string.CompareOrdinal(left.ToString(), right.ToString()));

    /// <summary>As the API server gives it out.</summary>
    public JsonObject Served()
    {
        var served = Body.DeepClone().AsObject();
        served["metadata"]!["managedFields"] = ManagedFields();
        return served;
    }

    public JsonArray ManagedFields() =>
    [
        .. Owners.Select(static owner => new JsonObject
        {
            ["manager"] = owner.Key.Name,
            ["operation"] = owner.Key.Operation,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = ModelFields.Fields(owner.Value),
        }),
    ];

    public byte[] Utf8() => Encoding.UTF8.GetBytes(Served().ToJsonString());

    /// <summary>Whether another field manager than this one owns the label.</summary>
    public bool IsLabelOwnedByOthers(string label, string than) => Owners.Any(owner =>
        owner.Key.Name != than && owner.Value.Contains($"f:metadata\nf:labels\nf:{label}"));

    public override string ToString() => $"{Type.Kind} {(Namespace is null ? "" : Namespace + "/")}{Name}@{Version}";

    private Dictionary<string, string> TextsOf(string map) => (Metadata[map] as JsonObject ?? [])
        .ToDictionary(static entry => entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
