using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Webhook.Controller;

/// <summary>
/// What a namespace should have: the labels of its Namespace, and its objects in apply order; and what is to be said about its routes. Nothing for a namespace
/// that is gone or going.
/// </summary>
internal sealed record DesiredNamespace(NamespaceEnrolment? Enrolment)
{
    /// <summary>Those that are ours to apply, there or not.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Gateways, WasmPlugins, Telemetries.</summary>
    public IReadOnlyList<Manifest> Objects { get; init; } = [];

    /// <summary>About routes of any namespace, as far as they have a parent in this one.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public static DesiredNamespace Of(NamespaceView view, RouteMetricsSettings settings)
    {
        if (view is not { IsActive: true, Namespace.Value.Resource: { } resource })
        {
            return new DesiredNamespace(Enrolment: null);
        }

        var plan = MeshSynthesis.SynthesizeNamespace(view.Name, view.Mesh, settings);
        return new(NamespaceEnrolment.Decide(resource, settings))
        {
            Labels = MeshManifests.NamespaceLabels(resource, settings),
            Objects = [.. MeshManifests.Render(view.Mesh, plan, settings).Where(static manifest => manifest.Namespace is not null)],
            Findings = plan.Findings,
        };
    }
}
