using System.Diagnostics;
using System.Text.Json.Nodes;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Adoption;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Adoption;

/// <summary>
/// Writes the steps of a hand-over, each only to the object as it was when they were decided. It ends at the first that cannot be written:
/// until ours are there nothing is deleted, and the same command goes on later.
/// </summary>
internal sealed class AdoptionRun(
    KubernetesApi api, IReadOnlyDictionary<ObjectRef, ObjectIdentity> identities, TimeSpan settle, TextWriter output, TimeProvider time)
{
    private const string Annotations = "annotations";
    private const string Labels = "labels";
    private const int MostConflicts = 10;

    private readonly Dictionary<ObjectRef, ObjectIdentity> known = new(identities);

    /// <summary>Returns why it ended early; null if all is written.</summary>
    public async Task<string?> RunAsync(IReadOnlyList<AdoptionStep> steps, CancellationToken ct)
    {
        foreach (var step in steps)
        {
            if (await WriteAsync(step, steps, ct) is { } fault)
            {
                return fault;
            }

            if (OursOf(step) is { } ours && await RecordAsync(ours, ct) is { } unrecorded)
            {
                return unrecorded;
            }

            await output.WriteLineAsync($"done: {step}");
        }

        return null;
    }

    private Task<string?> WriteAsync(AdoptionStep step, IReadOnlyList<AdoptionStep> steps, CancellationToken ct) => step switch
    {
        AdoptionStep.KeepNames(var route, var annotation, var value) =>
            PatchAsync(ObjectRef.Route(route), (found, patch) => Put(found, patch, Annotations, annotation, value), ct),
        AdoptionStep.GiveUp(var item) => PatchAsync(item, GiveUp, ct),
        AdoptionStep.TakeOver(var item, var manifest) => PatchAsync(
            item,
            (found, patch) => Put(
                found, WithoutAdoption(found, patch.Replace("/spec", ActionWriter.SpecOf(manifest))), Labels, IstioLabels.ManagedBy,
                IstioLabels.Manager),
            ct),
        AdoptionStep.Create create => CreateAsync(create, ct),
        AdoptionStep.Settle => SettleAsync(steps, ct),
        AdoptionStep.Strip(var item, var places) => PatchAsync(
            item,
            (found, patch) => places.Aggregate(
                WithoutAdoption(found, patch), static (known, place) => known.Remove(JsonPatch.Pointer([.. place]))),
            ct),
        AdoptionStep.Delete(var item) => DeleteAsync(item, ct),
        _ => throw new UnreachableException(),
    };

    private async Task<string?> PatchAsync(ObjectRef item, Func<JsonObject, JsonPatch, JsonPatch> change, CancellationToken ct)
    {
        var type = ResourceType.Of(item);
        if (await api.GetAsync(type, item.Key.Namespace, item.Key.Name, ct) is not { } found || !IsKnown(item, ObjectIdentity.Of(found)))
        {
            return $"{item} has changed meanwhile; adopt again";
        }

        var patch = change(found, JsonPatch.Of(ObjectIdentity.Of(found).ResourceVersion));
        known[item] = ObjectIdentity.Of(await api.PatchAsync(type, item.Key.Namespace, item.Key.Name, patch, ct));
        return null;
    }

    // What is ours the controller may have changed since; what it did not have then is another object.
    private bool IsKnown(ObjectRef item, ObjectIdentity now) => known.TryGetValue(item, out var before) && before == now;

    private async Task<string?> CreateAsync(AdoptionStep.Create create, CancellationToken ct)
    {
        var type = create.Manifest.Type;
        try
        {
            await ActionWriter.WriteAsync(api, new ReconcileAction.Create(type, create.Manifest), ct);
            return null;
        }
        catch (KubernetesApiException there) when (there.Reason == "AlreadyExists")
        {
            // The controller was faster.
            return await IsOursAsync(create.Object, ct) ? null : $"{create.Object} was created meanwhile, and is not ours; adopt again";
        }
    }

    // Marks alone make nothing ours.
    private async Task<string?> RecordAsync(ObjectRef item, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MostConflicts; attempt++)
        {
            if (await api.GetAsync(ResourceType.Of(item), item.Key.Namespace, item.Key.Name, ct) is not { } ours
                || await api.GetAsync(ResourceType.Namespaces, null, item.Key.Namespace, ct) is not { } ns)
            {
                break;
            }

            var record = ObjectRecord.With(
                (string?)ns["metadata"]?[Annotations]?[IstioLabels.Objects], ResourceType.Of(item), ObjectIdentity.Of(ours));
            var patch = Put(ns, JsonPatch.Of(ObjectIdentity.Of(ns).ResourceVersion), Annotations, IstioLabels.Objects, record);
            try
            {
                await api.PatchAsync(ResourceType.Namespaces, null, item.Key.Namespace, patch, ct);
                return null;
            }
            catch (KubernetesApiException changed) when (changed.Reason == "Conflict")
            {
                // The controller records at the same time; read again.
            }
        }

        return $"{item} could not be recorded on its Namespace; adopt again";
    }

    private async Task<string?> SettleAsync(IReadOnlyList<AdoptionStep> steps, CancellationToken ct)
    {
        await Task.Delay(settle, time, ct);
        foreach (var item in steps.Select(OursOf).OfType<ObjectRef>())
        {
            if (!await IsOursAsync(item, ct))
            {
                return $"{item} is not there, so nothing is deleted; see whether the controller has this release, and adopt again";
            }
        }

        return null;
    }

    private static ObjectRef? OursOf(AdoptionStep step) => step switch
    {
        AdoptionStep.Create(var item, _) => item,
        AdoptionStep.TakeOver(var item, _) => item,
        _ => null,
    };

    private async Task<bool> IsOursAsync(ObjectRef item, CancellationToken ct) =>
        await api.GetAsync(ResourceType.Of(item), item.Key.Namespace, item.Key.Name, ct) is { } found && OwnerMark.Of(found).IsOurs;

    private async Task<string?> DeleteAsync(ObjectRef item, CancellationToken ct)
    {
        await ActionWriter.WriteAsync(api, new ReconcileAction.Delete(ResourceType.Of(item), known[item]), ct);
        return null;
    }

    // A label of ours on what is not ours would be half of our mark, and this patch the other half.
    private static JsonPatch GiveUp(JsonObject found, JsonPatch patch)
    {
        var marked = Put(found, patch, Annotations, AttachedObject.AdoptAnnotation, "true");
        return (string?)found["metadata"]?[Labels]?[IstioLabels.ManagedBy] == IstioLabels.Manager
            ? marked.Remove(JsonPatch.Pointer("metadata", Labels, IstioLabels.ManagedBy))
            : marked;
    }

    private static JsonPatch WithoutAdoption(JsonObject found, JsonPatch patch) =>
        found["metadata"]?[Annotations]?[AttachedObject.AdoptAnnotation] is null
            ? patch
            : patch.Remove(JsonPatch.Pointer("metadata", Annotations, AttachedObject.AdoptAnnotation));

    private static JsonPatch Put(JsonObject found, JsonPatch patch, string map, string key, string value) =>
        found["metadata"]?[map] is JsonObject
            ? patch.Add(JsonPatch.Pointer("metadata", map, key), value)
            : patch.Add(JsonPatch.Pointer("metadata", map), new JsonObject { [key] = value });
}
