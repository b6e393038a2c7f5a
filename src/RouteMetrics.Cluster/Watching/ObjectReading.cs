using System.Text.Json;
using RouteMetrics.Cluster.GatewayApi;

namespace RouteMetrics.Cluster.Watching;

/// <summary>One object as it came: read, or the reasons why it could not be.</summary>
internal readonly record struct ObjectReading<T>(Watched<T>? Readable, UnreadableObject? Unreadable)
{
    /// <summary>The reader stands on the object's StartObject and is left on its EndObject.</summary>
    public static ObjectReading<T> Of(ref Utf8JsonReader json, ReadItem<T> read)
    {
        var identity = ObjectIdentityReader.Read(json);
        var faults = new List<ReadFault>();
        var value = read(ref json, faults);
        return faults.Count == 0 ? new(new(identity, value), null) : new(null, new(identity, faults));
    }
}
