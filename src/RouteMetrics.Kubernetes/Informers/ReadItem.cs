using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>
/// Reads one object from the reader, which stands on its StartObject and is left on its EndObject. What has the wrong type is added to the
/// faults; malformed JSON throws <see cref="JsonException"/>. The readers of GatewayApi are such.
/// </summary>
public delegate T ReadItem<out T>(ref Utf8JsonReader reader, List<ReadFault> faults);
