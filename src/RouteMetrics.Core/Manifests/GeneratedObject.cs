using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Manifests;

/// <summary>The name of a WasmPlugin or a Telemetry that is generated, and the targets that it is for.</summary>
internal sealed record GeneratedObject(ObjectRef Object, IReadOnlyList<Target> For);
