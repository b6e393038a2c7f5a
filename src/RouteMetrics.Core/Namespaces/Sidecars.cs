using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Namespaces;

/// <summary>
/// Whether istiod's injector gives the pods of a namespace sidecars (istio istio-discovery/templates/mutatingwebhook.yaml): for
/// <c>istio-injection: enabled</c>, and for <c>istio.io/rev</c> only where there is no <c>istio-injection</c> of whatever value. So
/// <c>disabled</c> beside a revision has none; the revision then says which istiod programs the namespace's Gateways.
/// </summary>
internal static class Sidecars
{
    private const string Enabled = "enabled";

    /// <summary>The label that asks for sidecars; null if none does.</summary>
    public static KeyValuePair<string, string>? AskedForBy(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(IstioLabels.Injection, out var injection)
            ? injection == Enabled ? new(IstioLabels.Injection, injection) : null
            : labels.TryGetValue(IstioLabels.Revision, out var revision) ? new(IstioLabels.Revision, revision) : null;
}
