namespace RouteMetrics.Core.Model;

/// <summary>
/// A WasmPlugin or TrafficExtension (extensions.istio.io) or a Telemetry (telemetry.istio.io) as somebody wrote it: <paramref
/// name="Spec"/> has every field, those included that we do not know; null if it has more than <see cref="MostValues"/> values, which are
/// not kept. JSON null is no field.
/// </summary>
public sealed record IstioResource(ObjectRef Object, ManifestValue.Map? Spec)
{
    /// <summary>
    /// Some 20 MB of memory. What etcd takes, 1.5 MB, can hold three times as many only where they are numbers and nothing else, of which a
    /// request of several MB would become more than the memory of a pod.
    /// </summary>
    public const int MostValues = 250_000;
}
