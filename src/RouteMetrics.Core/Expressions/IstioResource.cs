using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Manifests;

namespace RouteMetrics.Core.Expressions;

/// <summary>
/// A WasmPlugin (extensions.istio.io) or a Telemetry (telemetry.istio.io) as somebody wrote it: <paramref name="Spec"/> has every field, those included that we
/// do not know. JSON null is no field.
/// </summary>
public sealed record IstioResource(ObjectRef Object, ManifestValue.Map Spec);
