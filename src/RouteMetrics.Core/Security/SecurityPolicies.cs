using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Security;

/// <summary>Reads what waypoints need to know of a policy (istio/api security/v1beta1).</summary>
public static class SecurityPolicies
{
    /// <summary>From an AuthorizationPolicy or a RequestAuthentication. One that is too large to be kept may say anything.</summary>
    public static SecurityPolicy Of(IstioResource resource) => resource.Spec is not { } spec
        ? new(resource.Object) { NamesSource = true }
        : new(resource.Object)
        {
            Targets = [.. ItemsOf(spec, "targetRefs").Append(Of(spec, "targetRef")).OfType<ManifestValue.Map>().Select(TargetOf)],
            NamesSource = IsEnforcedByZtunnel(spec) && ItemsOf(spec, "rules").Any(NamesSourceIn),
        };

    // ztunnel ignores AUDIT, and does not know CUSTOM. Without an action it is ALLOW.
    private static bool IsEnforcedByZtunnel(ManifestValue spec) => Of(spec, "action") is null or ManifestValue.Text("ALLOW" or "DENY");

    private static bool NamesSourceIn(ManifestValue rule) =>
        ItemsOf(rule, "from").Any(static from => Of(from, "source") is ManifestValue.Map { Entries.Count: > 0 })
        || ItemsOf(rule, "when").Any(static condition => Of(condition, "key") is ManifestValue.Text(var key)
            && (key.StartsWith("source.", StringComparison.Ordinal) || key.StartsWith("remote.", StringComparison.Ordinal)));

    private static (string Kind, string Name) TargetOf(ManifestValue.Map target) => (TextOf(target, "kind"), TextOf(target, "name"));

    private static string TextOf(ManifestValue of, string field) => Of(of, field) is ManifestValue.Text(var text) ? text : "";

    private static ManifestValue? Of(ManifestValue value, string field) => value is ManifestValue.Map map
        ? map.Entries.LastOrDefault(entry => entry.Key == field).Value
        : null;

    private static IReadOnlyList<ManifestValue> ItemsOf(ManifestValue of, string field) =>
        Of(of, field) is ManifestValue.List list ? list.Items : [];
}
