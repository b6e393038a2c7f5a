using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Testing.Model;

namespace RouteMetrics.Controller.Tests.Sequences;

/// <summary>
/// What the program promises whatever happens, checked at each of its writes. It keeps its own record of who made and who labelled what,
/// from the history of the cluster.
/// </summary>
internal sealed class Promises
{
    private const string Us = "route-metrics";

    private static readonly string[] OurKinds = ["Gateway", "WasmPlugin", "Telemetry"];

    private readonly HashSet<string> made = [];
    private readonly HashSet<(string Uid, string Label)> addedByUs = [];
    private readonly HashSet<(string Uid, string Label)> removedByOwner = [];

    // Of whom we once wrote the record.
    private readonly HashSet<string> enrolled = [];

    public List<string> Broken { get; } = [];

    public DateTimeOffset Installed { get; private set; }

    /// <summary>What was so before the program decided what it does now.</summary>
    public Facts? AtStart { get; set; }

    /// <summary>The program knows of all policies and Namespaces.</summary>
    public bool KnowsPolicies { get; set; }

    public bool IsUninstalling { get; set; }

    public bool LeavesMesh { get; set; }

    /// <summary>Whether the program made the object, and its marks are still there.</summary>
    public bool IsOurs(ModelObject item) => made.Contains(item.Uid)
        && item.Labels.GetValueOrDefault("app.kubernetes.io/managed-by") == Us && item.Owners.Keys.Any(static owner => owner.Name == Us);

    public bool HasMade(string uid) => made.Contains(uid);

    public bool IsAddedByUs(ModelObject ns, string label) => addedByUs.Contains((ns.Uid, label));

    /// <summary>A new installation knows nothing of an earlier one: what that left is the users', who opt in anew.</summary>
    public void Install(DateTimeOffset installed)
    {
        Installed = installed;
        addedByUs.Clear();
        removedByOwner.Clear();
        enrolled.Clear();
    }

    /// <summary>Users, or admission in their name, did this.</summary>
    public void SeeOthers(ModelChange change, bool isAdmitted = false)
    {
        if (change.Object.Type != ResourceType.Namespaces)
        {
            return;
        }

        var (uid, after) = (change.Object.Uid, change.After);
        foreach (var label in new[] { Facts.Mode, Facts.Waypoint })
        {
            var (old, now) = (change.Before?.Labels.GetValueOrDefault(label), after?.Labels.GetValueOrDefault(label));
            var key = (uid, label);
            if (now is null && old is not null && addedByUs.Remove(key))
            {
                removedByOwner.Add(key);
            }
            else if (now is not null && (now != old || after!.IsLabelOwnedByOthers(label, Us)))
            {
                addedByUs.Remove(key);
                removedByOwner.Remove(key);
            }

            // One that had it in its manifest, beside us, and has it no more.
            var isLeftToUs = now is not null && now == old && change.Before!.IsLabelOwnedByOthers(label, Us)
                && after!.Owners.Any(owner => owner.Key.Name == Us && owner.Value.Contains($"f:metadata\nf:labels\nf:{label}"));
            if ((isAdmitted || isLeftToUs) && now is not null && !after!.IsLabelOwnedByOthers(label, Us))
            {
                addedByUs.Add(key);
            }
        }

        // Who takes our record away makes the namespace a new one to us.
        if (change.Before?.Annotations.ContainsKey("routemetrics.io/enrolled") == true && after?.Annotations.ContainsKey("routemetrics.io/enrolled") != true)
        {
            removedByOwner.RemoveWhere(key => key.Uid == uid);
            enrolled.Remove(uid);
        }
    }

    public void SeeOurs(ModelChange change, Facts now)
    {
        switch (change)
        {
            case { Object.Type: var type } when type == ResourceType.Namespaces:
                SeeNamespace(change, now);
                break;
            case { Before: null, After: { } after } when OurKinds.Contains(after.Type.Kind):
                made.Add(after.Uid);
                Check(
                    after.Type != ResourceType.Gateways || !KnowsPolicies || !(now.IsHeld(after.Namespace!) && AtStart!.IsHeld(after.Namespace!)),
                    change, "a waypoint is made that a policy by source holds");
                Check(!IsUninstalling, change, "made while uninstalling");
                break;
            case { Before: { } before } when OurKinds.Contains(before.Type.Kind):
                Check(made.Contains(before.Uid), change, "it is not of our making");
                if (change.After is null or { IsBeingDeleted: true })
                {
                    SeeDeletion(before, change, now);
                }
                else
                {
                    CheckOthersFields(before, change.After, change);
                }

                break;
            case { Object.Type: var type } when type == ResourceType.HttpRoutes || type == ResourceType.Events || type == ResourceType.ConfigMaps:
                break;
            default:
                Check(false, change, "nothing of this kind is ours");
                break;
        }
    }

    private void SeeDeletion(ModelObject before, ModelChange change, Facts now)
    {
        if (before.Type == ResourceType.Gateways)
        {
            CheckNoPolicy(before.Namespace!, before.Name, change, now);
            Check(
                !now.Naming(before.Namespace!, before.Name).Intersect(AtStart!.Naming(before.Namespace!, before.Name)).Any(),
                change, "something names the waypoint");
        }
    }

    private void CheckNoPolicy(string ns, string waypoint, ModelChange change, Facts now) => Check(
        !now.LivingIn(ns, waypoint).Intersect(AtStart!.LivingIn(ns, waypoint)).Any(), change, "a policy lives in the waypoint");

    // Of a Gateway more than our fields may be there; a whole spec is ours of the others.
    private void CheckOthersFields(ModelObject before, ModelObject after, ModelChange change)
    {
        var left = ModelFields.Of(after.Body);
        foreach (var path in before.Owners.Where(static owner => owner.Key.Name != Us).SelectMany(static owner => owner.Value))
        {
            Check(
                left.ContainsKey(path) || (before.Type != ResourceType.Gateways && path.StartsWith("f:spec", StringComparison.Ordinal)),
                change, $"a field of somebody else is gone: {path.Replace('\n', '/')}");
        }
    }

    // Of one that it was about to make, whoever forges its marks in that moment gives it away.
    private void TakePending(ModelObject before, ModelObject after)
    {
        var (old, now) = (RecordOf(before), RecordOf(after));
        made.UnionWith(now.Where(entry => entry.Value.Length > 0 && old.TryGetValue(entry.Key, out var was) && was.Length == 0)
            .Select(static entry => entry.Value));
    }

    private static Dictionary<string, string> RecordOf(ModelObject ns) =>
        JsonNode.Parse(ns.Annotations.GetValueOrDefault("routemetrics.io/objects", "{}")) is JsonObject record
            ? record.ToDictionary(static entry => entry.Key, static entry => (string?)entry.Value ?? "")
            : [];

    private void SeeNamespace(ModelChange change, Facts now)
    {
        if (change is not { Before: { } before, After: { IsBeingDeleted: false } after })
        {
            Check(false, change, "a Namespace comes or goes by us");
            return;
        }

        foreach (var label in before.Labels.Keys.Union(after.Labels.Keys))
        {
            var (old, value) = (before.Labels.GetValueOrDefault(label), after.Labels.GetValueOrDefault(label));
            if (old is not null && value is null)
            {
                SeeLabelRemoved(before, label, old, change, now);
            }
            else if (old is null && value is not null)
            {
                SeeLabelAdded(before, label, value, change);
            }
            else
            {
                Check(old == value, change, $"label {label} is changed from {old} to {value}");
            }
        }

        TakePending(before, after);
        foreach (var annotation in before.Annotations.Keys.Union(after.Annotations.Keys))
        {
            Check(
                annotation.StartsWith("routemetrics.io/", StringComparison.Ordinal)
                    || before.Annotations.GetValueOrDefault(annotation) == after.Annotations.GetValueOrDefault(annotation),
                change, $"annotation {annotation} is changed");
        }

        Check(IsUninstalling || MayTouch(before), change, "an older namespace is touched that does not opt in");
        _ = after.Annotations.ContainsKey("routemetrics.io/enrolled") ? enrolled.Add(after.Uid) : enrolled.Remove(after.Uid);
    }

    private void SeeLabelRemoved(ModelObject before, string label, string value, ModelChange change, Facts now)
    {
        Check(
            label == Facts.Waypoint || (label == Facts.Mode && IsUninstalling && LeavesMesh), change, $"label {label} is removed");
        Check(addedByUs.Remove((before.Uid, label)), change, $"label {label}={value} is removed, which a user set");
        if (label == Facts.Waypoint)
        {
            Check(value == Facts.GeneratedWaypoint(before.Name), change, $"label {label}={value} names no waypoint of ours");
            if (now.HasGateway(before.Name, value) && AtStart!.HasGateway(before.Name, value))
            {
                CheckNoPolicy(before.Name, value, change, now);
            }
        }
    }

    private void SeeLabelAdded(ModelObject before, string label, string value, ModelChange change)
    {
        Check(
            (label, value) == (Facts.Mode, "ambient") || (label, value) == (Facts.Waypoint, Facts.GeneratedWaypoint(before.Name)),
            change, $"label {label}={value} is added");
        Check(!removedByOwner.Contains((before.Uid, label)), change, $"label {label} is added again, which its owner removed");
        Check(
            before.Labels.GetValueOrDefault("routemetrics.io/enabled") != "false"
                && before.Labels.GetValueOrDefault("istio-injection") is null
                && before.Labels.GetValueOrDefault(Facts.Mode) is null or "ambient"
                && before.Labels.GetValueOrDefault(Facts.Waypoint) != "none",
            change, $"label {label} is added against an opt-out");
        Check(!IsUninstalling, change, "labelled while uninstalling");
        addedByUs.Add((before.Uid, label));
    }

    private bool MayTouch(ModelObject ns) => ns.Name is not (Facts.Root or Facts.Own)
        && (enrolled.Contains(ns.Uid)
            || ns.Annotations.ContainsKey("routemetrics.io/enrolled") || ns.Annotations.ContainsKey("routemetrics.io/objects")
            || ns.Labels.GetValueOrDefault("routemetrics.io/enabled") == "true"
            || DateTimeOffset.Parse((string)ns.Body["metadata"]!["creationTimestamp"]!, System.Globalization.CultureInfo.InvariantCulture) > Installed);

    private void Check(bool holds, ModelChange change, string otherwise)
    {
        if (!holds)
        {
            Broken.Add($"{otherwise}: {change.Before?.ToString() ?? "new"} -> {change.After?.ToString() ?? "gone"}");
        }
    }
}
