using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Adoption;

/// <summary>One entry of attributegen's list: <paramref name="Value"/> for requests of which <paramref name="Condition"/> holds.</summary>
public sealed record HandWrittenEntry(string Value, string Condition)
{
    internal HandWrittenCondition Parsed { get; init; } = HandWrittenCondition.Of(Condition);
}

/// <summary>The entry that takes a request; not known where a condition on the way cannot be evaluated here.</summary>
internal readonly record struct EntryChoice(int? Index, bool IsKnown);

/// <summary>A WasmPlugin or TrafficExtension of somebody else that writes our attribute.</summary>
internal sealed record HandWrittenPlugin(ObjectRef Object, IReadOnlyList<HandWrittenEntry> Entries)
{
    /// <summary>Which entry takes a request: none if none holds, or one fails before.</summary>
    public EntryChoice EntryOf(CelActivation request)
    {
        for (var index = 0; index < Entries.Count; index++)
        {
            if (Entries[index].Parsed.Expression is not { } condition)
            {
                return new(null, IsKnown: false);
            }

            switch (CelEvaluator.Holds(condition, request))
            {
                case CelOutcome.True:
                    return new(index, IsKnown: true);
                case CelOutcome.Error:
                    return new(null, IsKnown: true);
            }
        }

        return new(null, IsKnown: true);
    }

    /// <summary>Null for an object that does not write it.</summary>
    public static HandWrittenPlugin? Of(IstioResource resource)
    {
        var attributes = ModuleOf(resource)["pluginConfig"]["attributes"].Items.Where(IsOurs).ToList();
        return attributes.Count == 0 ? null : new(
            resource.Object,
            [.. attributes.SelectMany(static attribute => attribute["match"].Items)
                .Select(static match => new HandWrittenEntry(match["value"].Text ?? "", match["condition"].Text ?? ""))]);
    }

    /// <summary>Whether it writes nothing but our attribute.</summary>
    public static bool IsWhole(IstioResource resource) => ModuleOf(resource)["pluginConfig"]["attributes"].Items.All(IsOurs);

    /// <summary>The places of our attribute, as keys of a JSON pointer.</summary>
    public static IEnumerable<IReadOnlyList<string>> PlacesIn(IstioResource resource)
    {
        IReadOnlyList<string> module = resource.Object.Kind == ResourceType.TrafficExtensions.Kind ? ["spec", "wasm"] : ["spec"];
        return ModuleOf(resource)["pluginConfig"]["attributes"].Items.Index()
            .Where(static attribute => IsOurs(attribute.Item))
            .Select(attribute => (IReadOnlyList<string>)[.. module, "pluginConfig", "attributes", $"{attribute.Index}"]);
    }

    private static SpecNode ModuleOf(IstioResource resource)
    {
        var spec = new SpecNode(resource.Spec, "spec");
        return resource.Object.Kind == ResourceType.TrafficExtensions.Kind ? spec["wasm"] : spec;
    }

    private static bool IsOurs(SpecNode attribute) =>
        (attribute["output_attribute"].Text ?? attribute["outputAttribute"].Text) == WasmPluginManifest.Attribute;
}
