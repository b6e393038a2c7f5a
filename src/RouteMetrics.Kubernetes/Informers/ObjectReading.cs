using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>One received object: read, or the reasons why it could not be.</summary>
internal readonly record struct ObjectReading<T>(Watched<T>? Readable, UnreadableObject? Unreadable)
{
    /// <summary>Of a whole object; what follows it does not count.</summary>
    public static ObjectReading<T> Of(ReadOnlySpan<byte> utf8, ReadItem<T> read)
    {
        var json = new Utf8JsonReader(utf8, WireJson.Options);
        json.Read();
        var identity = ObjectIdentityReader.Read(json);
        var faults = new List<ReadFault>();
        try
        {
            var value = read(ref json, faults);
            if (faults.Count == 0)
            {
                return new(new(identity, value), null);
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            // Utf8JsonReader throws these for values of an unexpected type; other objects of the list are not affected.
            faults.Add(new ReadFault("", null, fault.Message));
        }

        return new(null, new(identity, faults));
    }
}
