using System.Collections.ObjectModel;
using System.Text.Json;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// The objects of a namespace that are ours, by the uid that we recorded on the Namespace: whoever may patch an object can forge its marks,
/// but not its uid, and who may patch Namespaces is an administrator. An object that we are about to make is there without a uid;
/// until it has one, its marks decide.
/// </summary>
internal sealed class ObjectRecord
{
    private readonly SortedDictionary<string, string> uids = new(StringComparer.Ordinal);
    private readonly bool isFirst;

    private ObjectRecord(string? text)
    {
        isFirst = text is null;
        foreach (var (key, uid) in EntriesOf(text ?? "{}"))
        {
            uids[key] = uid;
        }
    }

    public static ObjectRecord Of(NamespaceResource? resource) => new(resource?.Annotations.GetValueOrDefault(IstioLabels.Objects));

    /// <summary>The annotation <paramref name="text"/> with one object more.</summary>
    public static string With(string? text, ResourceType type, ObjectIdentity item)
    {
        var record = new ObjectRecord(text);
        record.uids[KeyOf(type, item.Name)] = item.Uid;
        return Text(record.uids);
    }

    /// <summary>
    /// Whether the object is ours. One of an earlier release, which kept no record, is if it is as that release left it, once.
    /// </summary>
    public bool Has(ExistingObject item, Func<ExistingObject, bool> isAsWritten, DateTimeOffset? installed) =>
        item.Found.IsMarked && (uids.TryGetValue(KeyOf(item.Type, item.Identity.Name), out var uid)
            ? uid.Length == 0 || uid == item.Identity.Uid
            : isFirst && item.Found.Created <= installed && isAsWritten(item));

    /// <summary>As the annotation has it, once these are all; null if there never were any.</summary>
    public string? TextOf(IEnumerable<ExistingObject> ours, IEnumerable<(ResourceType Type, string Name)> toBeMade)
    {
        var after = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, name) in toBeMade)
        {
            after[KeyOf(type, name)] = "";
        }

        foreach (var item in ours)
        {
            after[KeyOf(item.Type, item.Identity.Name)] = item.Identity.Uid;
        }

        return after.Count == 0 && isFirst
            ? null
            : Text(after);
    }

    private static string Text(SortedDictionary<string, string> entries) =>
        $"{{{string.Join(',', entries.Select(static entry => $"\"{entry.Key}\":\"{entry.Value}\""))}}}";

    public bool Has(ResourceType type, ObjectIdentity identity) =>
        uids.TryGetValue(KeyOf(type, identity.Name), out var uid) && uid == identity.Uid;

    // A record that somebody has spoilt is empty: nothing is ours.
    private static IReadOnlyDictionary<string, string> EntriesOf(string text)
    {
        try
        {
            using var record = JsonDocument.Parse(text);
            return record.RootElement.ValueKind == JsonValueKind.Object
                ? record.RootElement.EnumerateObject()
                    .Where(static entry => entry.Value.ValueKind == JsonValueKind.String)
                    .ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString() ?? "", StringComparer.Ordinal)
                : ReadOnlyDictionary<string, string>.Empty;
        }
        catch (JsonException)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }
    }

    private static string KeyOf(ResourceType type, string name) => $"{type.Kind}/{name}";
}
