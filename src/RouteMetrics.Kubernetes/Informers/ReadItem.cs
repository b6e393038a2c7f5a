using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>
/// Reads one object from its StartObject to its EndObject. Values of the wrong type are added to the faults; malformed JSON throws <see
/// cref="JsonException"/>.
/// </summary>
public delegate T ReadItem<out T>(ref Utf8JsonReader reader, List<ReadFault> faults);
