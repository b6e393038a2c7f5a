using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Testing.Model;

/// <summary>A request that an API server refuses.</summary>
internal sealed class ModelRefusal(int code, string reason, string message, string? details = null) : Exception(message)
{
    public int Code => code;

    public string Reason => reason;

    public string? Details => details;
}

/// <summary>A change of an object, null before its creation and after its deletion.</summary>
internal sealed record ModelChange(ModelObject? Before, ModelObject? After)
{
    public ModelObject Object => After ?? Before!;

    /// <summary>For the log of a test.</summary>
    public override string ToString() => (Before, After) switch
    {
        (_, null) => $"{Before} is gone",
        (_, var after) when after.Type == ResourceType.Namespaces =>
            $"{Before?.ToString() ?? "new"} -> {after}{(after.IsBeingDeleted ? " going" : "")} {string.Join(' ', after.Labels)} {string.Join(' ', after.Annotations)}",
        (_, var after) => $"{Before?.ToString() ?? "new"} -> {after}{(after.IsBeingDeleted ? " going" : "")} {after.Uid} {after.Body["spec"]?.ToJsonString()}",
    };
}

/// <summary>
/// The objects of a cluster, written with the semantics of an API server: versions, uids, server-side apply with field managers, JSON
/// patches, preconditions, finalizers, terminating namespaces. Not thread-safe.
/// </summary>
internal sealed class ModelCluster
{
    private readonly SortedDictionary<string, ModelObject> objects = new(StringComparer.Ordinal);
    private readonly List<ModelChange> changes = [];
    private long version = 100;

    public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Everything that happened, in order.</summary>
    public IReadOnlyList<ModelChange> Changes => changes;

    public IEnumerable<ModelObject> All => objects.Values;

    public string Version => version.ToString();

    public IReadOnlyList<ModelObject> Of(ResourceType type, string? ns = null) =>
        [.. objects.Values.Where(item => item.Type == type && (ns is null || item.Namespace == ns))];

    public ModelObject? Find(ResourceType type, string? ns, string name) => objects.GetValueOrDefault(KeyOf(type, ns, name));

    /// <summary><paramref name="admit"/>: what mutating admission does to it; nobody owns the fields that it adds.</summary>
    public ModelObject Create(ResourceType type, string? ns, JsonObject body, string manager, Action<JsonObject>? admit = null) =>
        CreateAs(FieldManager.OfUpdate(manager), type, ns, body, admit);

    /// <summary>A PUT of the whole object; its fields become the manager's where they change.</summary>
    public ModelObject Update(ModelObject live, JsonObject body, string manager)
    {
        var (before, after) = (ModelFields.Of(live.Body), ModelFields.Of(body));
        var mine = FieldManager.OfUpdate(manager);
        var changed = after.Where(leaf => before.GetValueOrDefault(leaf.Key) != leaf.Value).Select(static leaf => leaf.Key).ToHashSet();
        var owners = live.Owners
            .SetItem(mine, live.Owners.GetValueOrDefault(mine, []))
            .ToImmutableSortedDictionary(
                static owner => owner.Key,
                owner => owner.Key == mine
                    ? owner.Value.Union(changed).Intersect(after.Keys)
                    : owner.Value.Except(changed).Intersect(after.Keys),
                ModelObject.ManagerOrder);
        return Put(live, body, owners);
    }

    /// <summary>Changes the object where a user would, by an Update without preconditions.</summary>
    public ModelObject Edit(ModelObject live, Action<JsonObject> edit, string manager)
    {
        var body = live.Body.DeepClone().AsObject();
        edit(body);
        return Update(live, body, manager);
    }

    /// <summary>Server-side apply.</summary>
    public ModelObject Apply(ResourceType type, string? ns, string name, JsonObject applied, string manager, bool isForced)
    {
        var (uid, expected) = ((string?)applied["metadata"]?["uid"], (string?)applied["metadata"]?["resourceVersion"]);
        if (Find(type, ns, name) is not { } live)
        {
            return uid is null
                ? CreateAs(FieldManager.OfApply(manager), type, ns, applied, null)
                : throw Conflict($"Precondition failed: UID in precondition: {uid}, UID in object meta: ");
        }

        Check(live, uid, expected);
        var mine = FieldManager.OfApply(manager);
        var (wanted, known) = (ModelFields.Of(applied), ModelFields.Of(live.Body));
        var conflicts = wanted
            .Where(leaf => known.TryGetValue(leaf.Key, out var value) && value != leaf.Value)
            .SelectMany(leaf => live.Owners.Where(owner => owner.Key != mine && owner.Value.Contains(leaf.Key))
                .Select(owner => (Field: leaf.Key, Manager: owner.Key)))
            .ToList();
        if (conflicts.Count > 0 && !isForced)
        {
            throw Conflict("Apply failed with conflicts", ConflictDetails(conflicts));
        }

        var body = live.Body.DeepClone().AsObject();
        var merged = applied.DeepClone().AsObject();
        (merged["metadata"] as JsonObject)?.Remove("resourceVersion");
        ModelFields.Merge(body, merged);
        foreach (var dropped in live.Owners.GetValueOrDefault(mine, []).Where(path => !wanted.ContainsKey(path)))
        {
            if (!live.Owners.Any(owner => owner.Key != mine && owner.Value.Contains(dropped)))
            {
                ModelFields.Remove(body, dropped);
            }
        }

        var owners = live.Owners
            .ToImmutableSortedDictionary(
                static owner => owner.Key,
                owner => owner.Value.Except(conflicts.Where(conflict => conflict.Manager == owner.Key).Select(static item => item.Field)),
                ModelObject.ManagerOrder)
            .SetItem(mine, [.. wanted.Keys]);
        return Put(live, body, owners);
    }

    /// <summary>RFC 6902; a version in it is a precondition, and entries of <c>managedFields</c> that it removes are given up.</summary>
    public ModelObject Patch(ResourceType type, string? ns, string name, JsonArray operations, string manager)
    {
        var live = Find(type, ns, name) ?? throw NotFound(type, name);
        var body = live.Served();
        foreach (var operation in operations)
        {
            ModelPatch.Do(body, operation!.AsObject());
        }

        Check(live, null, (string?)body["metadata"]!["resourceVersion"]);
        var left = (body["metadata"]!["managedFields"] as JsonArray ?? [])
            .Select(static entry => new FieldManager((string?)entry!["manager"] ?? "", (string?)entry["operation"] ?? "")).ToHashSet();
        body["metadata"]!.AsObject().Remove("managedFields");
        var kept = live with { Owners = live.Owners.RemoveRange(live.Owners.Keys.Where(owner => !left.Contains(owner))) };
        return Update(kept, body, manager);
    }

    /// <summary>With preconditions; an object with finalizers stays until somebody takes these away.</summary>
    public void Delete(ResourceType type, string? ns, string name, string? uid = null, string? expected = null)
    {
        var live = Find(type, ns, name) ?? throw NotFound(type, name);
        Check(live, uid, expected);
        if (live.HasFinalizers || type == ResourceType.Namespaces)
        {
            _ = live.IsBeingDeleted ? live : Put(live, With(live, "deletionTimestamp", Text(Now)), live.Owners);
            return;
        }

        Remove(live);
    }

    /// <summary>What controllers of Kubernetes do: terminating namespaces lose their content and go.</summary>
    public void EndTerminating()
    {
        foreach (var ns in Of(ResourceType.Namespaces).Where(static ns => ns.IsBeingDeleted))
        {
            All.Where(item => item.Namespace == ns.Name).ToList().ForEach(Remove);
            Remove(ns);
        }

        All.Where(static item => item is { IsBeingDeleted: true, HasFinalizers: false }).ToList().ForEach(Remove);
    }

    private static string KeyOf(ResourceType type, string? ns, string name) => $"{type.FullName}\n{ns}\n{name}";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");

    private static ModelRefusal Conflict(string message, string? details = null) => new(409, "Conflict", message, details);

    private static ModelRefusal NotFound(ResourceType type, string name) => new(404, "NotFound", $"{type.FullName} \"{name}\" not found");

    private static JsonObject With(ModelObject live, string field, string value)
    {
        var body = live.Body.DeepClone().AsObject();
        body["metadata"]![field] = value;
        return body;
    }

    private static void Check(ModelObject live, string? uid, string? expected)
    {
        if (uid is not null && uid != live.Uid)
        {
            throw Conflict($"Precondition failed: UID in precondition: {uid}, UID in object meta: {live.Uid}");
        }

        if (expected is not null && expected != live.Version)
        {
            throw Conflict("the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    private static string ConflictDetails(IEnumerable<(string Field, FieldManager Manager)> conflicts) => new JsonObject
    {
        ["causes"] = new JsonArray(
        [
            .. conflicts.Select(static conflict => new JsonObject
            {
                ["reason"] = "FieldManagerConflict",
                ["message"] = $"conflict with \"{conflict.Manager.Name}\"",
                ["field"] = conflict.Field,
            }),
        ]),
    }.ToJsonString();

    private ModelObject CreateAs(FieldManager manager, ResourceType type, string? ns, JsonObject given, Action<JsonObject>? admit)
    {
        var name = (string?)given["metadata"]?["name"] ?? throw new ModelRefusal(422, "Invalid", "metadata.name is required");
        if (ns is not null)
        {
            var owner = Find(ResourceType.Namespaces, null, ns) ?? throw NotFound(ResourceType.Namespaces, ns);
            _ = owner.IsBeingDeleted ? throw new ModelRefusal(403, "Forbidden", $"namespace {ns} is being terminated") : 0;
        }

        if (Find(type, ns, name) is not null)
        {
            throw new ModelRefusal(409, "AlreadyExists", $"{type.FullName} \"{name}\" already exists");
        }

        var body = given.DeepClone().AsObject();
        var metadata = body["metadata"]!.AsObject();
        _ = ns is null ? metadata.Remove("namespace") : (metadata["namespace"] = ns) is null;
        (metadata["uid"], metadata["creationTimestamp"]) = ($"uid-{++version}", Text(Now));
        var fields = ModelFields.Of(body).Keys.ToImmutableSortedSet(StringComparer.Ordinal);
        admit?.Invoke(body);
        return Put(
            null, body, ImmutableSortedDictionary.Create<FieldManager, ImmutableSortedSet<string>>(ModelObject.ManagerOrder).Add(manager, fields),
            type);
    }

    // What says the same gets no new version (apiserver etcd3 store, GuaranteedUpdate).
    private ModelObject Put(
        ModelObject? before, JsonObject body, ImmutableSortedDictionary<FieldManager, ImmutableSortedSet<string>> owners, ResourceType? type = null)
    {
        body = Sorted(body).AsObject();
        var after = new ModelObject(
            before?.Type ?? type!, body, owners.RemoveRange(owners.Where(static owner => owner.Value.Count == 0).Select(static owner => owner.Key)));
        var stored = before is null ? null : Find(before.Type, before.Namespace, before.Name);
        body["metadata"]!["resourceVersion"] = stored?.Version ?? "";
        if (stored is not null && JsonNode.DeepEquals(stored.Served(), after.Served()))
        {
            return stored;
        }

        body["metadata"]!["resourceVersion"] = (++version).ToString();
        objects[KeyOf(after.Type, after.Namespace, after.Name)] = after;
        changes.Add(new(stored, after));
        return after;
    }

    // As custom resources are stored, and lists keep their order.
    private static JsonNode Sorted(JsonNode value) => value switch
    {
        JsonObject map => new JsonObject(map.OrderBy(static member => member.Key, StringComparer.Ordinal)
            .Select(static member => new KeyValuePair<string, JsonNode?>(member.Key, member.Value is null ? null : Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(static item => item is null ? null : Sorted(item))]),
        _ => value.DeepClone(),
    };

    private void Remove(ModelObject gone)
    {
        if (objects.Remove(KeyOf(gone.Type, gone.Namespace, gone.Name)))
        {
            version++;
            changes.Add(new(gone, null));
        }
    }
}
