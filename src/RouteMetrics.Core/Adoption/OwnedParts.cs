using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Adoption;

/// <summary>The parts of a hand-written object that ours take over: our attribute of a plugin, our label of a Telemetry.</summary>
internal static class OwnedParts
{
    private static readonly string[] TelemetryFields = ["metrics", "targetRef", "targetRefs", "selector"];
    private static readonly string[] EntryFields = ["overrides"];
    private static readonly string[] OverrideFields = ["match", "tagOverrides"];

    /// <summary>Whether nothing is left of it without them.</summary>
    public static bool AreAll(IstioResource resource, string label)
    {
        if (resource.Object.Kind != ResourceType.Telemetries.Kind)
        {
            return HandWrittenPlugin.Of(resource) is not null && HandWrittenPlugin.IsWhole(resource);
        }

        var spec = new SpecNode(resource.Spec, "spec");
        var entries = spec["metrics"].Items;
        var overrides = entries.SelectMany(static entry => entry["overrides"].Items).ToList();
        return overrides.Count > 0
            && HasOnly(spec, TelemetryFields)
            && entries.All(static entry => HasOnly(entry, EntryFields))
            && overrides.TrueForAll(change => HasOnly(change, OverrideFields) && HasOnly(change["tagOverrides"], [label]));
    }

    /// <summary>Their places in the object, as keys of a JSON pointer; the last first, so that each stays valid.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> PlacesIn(IstioResource resource, string label) =>
    [
        .. (resource.Object.Kind == ResourceType.Telemetries.Kind ? LabelsIn(resource, label) : HandWrittenPlugin.PlacesIn(resource))
            .Reverse(),
    ];

    private static IEnumerable<IReadOnlyList<string>> LabelsIn(IstioResource resource, string label) =>
        from entry in new SpecNode(resource.Spec, "spec")["metrics"].Items.Index()
        from change in entry.Item["overrides"].Items.Index()
        where change.Item["tagOverrides"][label].IsPresent
        select (IReadOnlyList<string>)["spec", "metrics", $"{entry.Index}", "overrides", $"{change.Index}", "tagOverrides", label];

    private static bool HasOnly(SpecNode node, IReadOnlyList<string> fields) =>
        node.Fields.All(field => fields.Contains(field.Name, StringComparer.Ordinal));
}
