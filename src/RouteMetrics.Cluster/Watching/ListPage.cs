using System.Text.Json;

namespace RouteMetrics.Cluster.Watching;

/// <summary>Reads one page of a list into what is gathered of it.</summary>
internal static class ListPage
{
    /// <summary>The list's resource version and the token of the next page, both empty if absent.</summary>
    public static (string ResourceVersion, string Continue) Read<T>(
        ReadOnlySpan<byte> utf8, ReadItem<T> read, List<Watched<T>> objects, List<UnreadableObject> unreadable)
    {
        var json = new Utf8JsonReader(utf8);
        string resourceVersion = "", next = "";
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("metadata"u8))
            {
                json.Read();
                (resourceVersion, next) = Metadata(ref json);
            }
            else if (json.ValueTextEquals("items"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.StartArray)
                {
                    json.Read();
                }

                while (json.TokenType == JsonTokenType.StartObject)
                {
                    var (readable, faulty) = ObjectReading<T>.Of(ref json, read);
                    if (readable is not null)
                    {
                        objects.Add(readable);
                    }
                    else
                    {
                        unreadable.Add(faulty!);
                    }

                    json.Read();
                }
            }
            else
            {
                json.Skip();
            }
        }

        return (resourceVersion, next);
    }

    private static (string ResourceVersion, string Continue) Metadata(ref Utf8JsonReader json)
    {
        string resourceVersion = "", next = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = json.ValueTextEquals("resourceVersion"u8);
            var isNext = json.ValueTextEquals("continue"u8);
            json.Read();
            if (isVersion)
            {
                resourceVersion = json.GetString() ?? "";
            }
            else if (isNext)
            {
                next = json.GetString() ?? "";
            }
            else
            {
                json.Skip();
            }
        }

        return (resourceVersion, next);
    }
}
