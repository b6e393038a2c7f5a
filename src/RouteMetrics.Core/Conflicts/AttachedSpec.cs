using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Conflicts;

/// <summary>Reads of a WasmPlugin, a TrafficExtension or a Telemetry where it acts and what it writes.</summary>
public static class AttachedSpec
{
    /// <summary>More than anybody writes by hand; beyond it the object counts as one that is not looked at.</summary>
    private const int MostTags = 1000;

    /// <summary>Of a tag's expression: longer ones are only told apart from ours, which are kept whole.</summary>
    private const int LongestValue = 1024;

    public static AttachedObject Of(IstioResource resource)
    {
        var spec = new SpecNode(resource.Spec, "spec");
        AttachedObject item = resource.Object.Kind == ResourceType.Telemetries.Kind
            ? new AttachedObject.Telemetry(resource.Object) { Metrics = [.. spec["metrics"].Items.Select(EntryOf)] }
            : ExtensionOf(resource.Object, spec);
        var isUnread = resource.Spec is null || TagsOf(item) > MostTags;
        return isUnread ? Unread(item) : item with { IsUnread = false, TargetRefs = TargetRefsOf(spec), Selector = SelectorOf(spec) };
    }

    private static AttachedObject Unread(AttachedObject item) => item switch
    {
        AttachedObject.Telemetry => new AttachedObject.Telemetry(item.Object) { IsUnread = true },
        _ => new AttachedObject.Extension(item.Object) { IsUnread = true },
    };

    private static int TagsOf(AttachedObject item) =>
        item is AttachedObject.Telemetry telemetry
            ? telemetry.Metrics.Sum(static entry => entry.Providers.Count + entry.Overrides.Sum(static change => 1 + change.Tags.Count))
            : 0;

    private static AttachedObject.Extension ExtensionOf(ObjectRef reference, SpecNode spec)
    {
        var module = reference.Kind == ResourceType.TrafficExtensions.Kind ? spec["wasm"] : spec;
        return new(reference)
        {
            Phase = spec["phase"].Text switch
            {
                "AUTHN" => ExtensionPhase.Authn,
                "AUTHZ" => ExtensionPhase.Authz,
                "STATS" => ExtensionPhase.Stats,
                _ => ExtensionPhase.Unspecified,
            },
            Priority = (spec["priority"].Value as ManifestValue.Number)?.Value,
            Writes = [.. module["pluginConfig"]["attributes"].Items.Select(WrittenBy).OfType<AttributeWrite>().Distinct()],
            MatchesWaypoints = spec["match"].Items is not { Count: > 0 } matches
                || matches.Any(static match => match["mode"].Text != "CLIENT" && match["ports"].Items.Count == 0),
        };
    }

    private static AttributeWrite? WrittenBy(SpecNode attribute)
    {
        var output = attribute["output_attribute"] is { IsPresent: true } snake ? snake : attribute["outputAttribute"];
        return output.Text is { Length: > 0 } name ? new AttributeWrite(name, attribute["phase"].Shown is "ON_REQUEST" or "1") : null;
    }

    private static MetricsEntry EntryOf(SpecNode metrics) => new(
        [.. metrics["providers"].Items.Select(static provider => provider["name"].Text ?? "")],
        [.. metrics["overrides"].Items.Select(OverrideOf)]);

    private static MetricOverride OverrideOf(SpecNode change)
    {
        var match = change["match"];
        var metric = match["customMetric"] is { Text.Length: > 0 } custom ? custom.Text : match["metric"].Text;
        return new(
            metric is "ALL_METRICS" or "" ? null : metric,
            match["mode"].Text is "CLIENT" or "SERVER" ? match["mode"].Text : null,
            change["disabled"].Value is ManifestValue.Flag(true),
            [.. change["tagOverrides"].Fields.Select(static tag => KeyValuePair.Create(tag.Name, ValueOf(tag.Node)))])
        {
            // Once for each version of the object, and not for each review that counts series.
            Unbounded =
            [
                .. change["tagOverrides"].Fields.Take(MostTags)
                    .Where(static tag => tag.Node["operation"].Text != "REMOVE"
                        && tag.Node["value"].Text is { } value && UnboundedValue.In(value) is not null)
                    .Select(static tag => tag.Name),
            ],
        };
    }

    private static string? ValueOf(SpecNode tag) => tag["operation"].Text == "REMOVE"
        ? null
        : tag["value"].Text switch
        {
            null => "",
            { Length: > LongestValue } value => $"{value.AsSpan(0, LongestValue)}…",
            var value => value,
        };

    private static TargetRef[] TargetRefsOf(SpecNode spec)
    {
        var all = spec["targetRef"] is { IsPresent: true } single ? spec["targetRefs"].Items.Append(single) : spec["targetRefs"].Items;
        return [.. all.Select(static reference =>
            new TargetRef(reference["group"].Text ?? "", reference["kind"].Text ?? "", reference["name"].Text ?? ""))];
    }

    private static KeyValuePair<string, string>[] SelectorOf(SpecNode spec) =>
        [.. spec["selector"]["matchLabels"].Fields.Select(static label => KeyValuePair.Create(label.Name, label.Node.Text ?? ""))];
}
