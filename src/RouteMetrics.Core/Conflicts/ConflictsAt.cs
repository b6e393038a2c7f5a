using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Conflicts;

/// <summary>
/// The objects of others that would change what ours write at one place, or whose effect ours would change. Who wins is told, and does not
/// matter: one of the two would lie.
/// </summary>
internal sealed class ConflictsAt(
    MeasuringPlace place, ObjectRef plugin, ObjectRef telemetry, MeshSnapshot mesh, RouteMetricsSettings settings)
{
    /// <summary>By namespace, the target's first, then by kind and name. <paramref name="tagValue"/> is our label's expression.</summary>
    public IEnumerable<Conflict> Of(string tagValue) =>
        (settings.Engine == Engine.Attributegen ? OfExtensions() : []).Concat(OfTelemetries(tagValue));

    private IEnumerable<Conflict> OfExtensions() => place.Namespaces
        .SelectMany(mesh.AttachedIn)
        .OfType<AttachedObject.Extension>()
        .Where(static theirs => theirs is { IsOurs: false, IsGivenUp: false })
        .Where(place.Runs)
        .Select(theirs => (Theirs: theirs, Written: WrittenBy(theirs)))
        .Where(static pair => pair.Written is not null)
        .Select(pair => new Conflict(ConflictKind.Attribute, pair.Theirs.Object, plugin, ReasonOf(pair.Theirs, pair.Written == true)));

    /// <summary>Whether it writes our attribute ON_REQUEST; null if it does not write it at all.</summary>
    private static bool? WrittenBy(AttachedObject.Extension theirs)
    {
        var ours = theirs.Writes.Where(static written => written.Name == WasmPluginManifest.Attribute).ToList();
        return ours.Count > 0 ? ours.TrueForAll(static written => written.IsOnRequest) : theirs.IsUnread ? true : null;
    }

    private string ReasonOf(AttachedObject.Extension theirs, bool isOnRequest)
    {
        var standing = mesh.AttachedObject(plugin) is { IsOurs: true } there ? there.CreationTimestamp : null;
        var ours = new AttachedObject.Extension(plugin) { Phase = ExtensionPhase.Authn, CreationTimestamp = standing };
        var isAfter = !isOnRequest || ExtensionOrder.Instance.Compare(theirs, ours) > 0;
        return isAfter
            ? $"{theirs.Object} also writes {WasmPluginManifest.Attribute}, after {plugin}, and would win"
            : $"{theirs.Object} also writes {WasmPluginManifest.Attribute}, before {plugin}, which would win";
    }

    private IEnumerable<Conflict> OfTelemetries(string tagValue)
    {
        var merge = TelemetryMerge.Of(place, mesh, settings);
        foreach (var others in merge.Tags
            .Where(tag => !IsSame(tag.Value.Value, tagValue))
            .GroupBy(static tag => tag.Value.By)
            .OrderBy(static others => others.Key.Object.Key.Name, StringComparer.Ordinal))
        {
            var removes = others.All(static tag => tag.Value.Value is null);
            yield return TagConflict(others.Key, [.. others.Select(static tag => tag.Key)], removes);
        }

        if (merge.Elsewhere is { } elsewhere)
        {
            yield return new(
                ConflictKind.Providers, elsewhere.By.Object, telemetry,
                $"{elsewhere.By.Object} sends the metrics to {string.Join(", ", elsewhere.Providers)} alone, where {telemetry} would be " +
                    "without effect");
        }

        if (merge.DisabledBy is { } disabled)
        {
            yield return new(
                ConflictKind.Disabled, disabled.Object, telemetry,
                $"{disabled.Object} turns all metrics off, and {telemetry} would turn them on again");
        }
    }

    private Conflict TagConflict(AttachedObject.Telemetry theirs, IReadOnlyList<string> metrics, bool removes)
    {
        var deed = $"{theirs.Object} {(removes ? "removes" : "sets")} label {settings.LabelName} of {string.Join(" and ", metrics)}";
        var yields = TelemetryMerge.YieldsToOurs(theirs, mesh.AttachedObject(telemetry) is { IsOurs: true } there ? there : null);
        return new(
            ConflictKind.Tag, theirs.Object, telemetry,
            yields ? $"{deed}, and {telemetry} would win" : $"{deed}, and would win over {telemetry}");
    }

    private static bool IsSame(string? theirs, string ours) =>
        theirs == ours
        || (theirs is not null
            && CelParser.Parse(theirs) is CelParseResult.Parsed(var left)
            && CelParser.Parse(ours) is CelParseResult.Parsed(var right)
            && left == right);
}
