using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>One object as it came: read, or the reasons why it could not be.</summary>
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
            // What Utf8JsonReader throws for values of another type than asked for; the others of the list are none the worse.
            faults.Add(new ReadFault("", null, fault.Message));
        }

        return new(null, new(identity, faults));
    }
}
