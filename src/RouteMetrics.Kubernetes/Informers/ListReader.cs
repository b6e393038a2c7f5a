using System.Text.Json;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>
/// Reads the page of a list object by object as it arrives, so that memory holds the largest object and not the page.
/// </summary>
internal sealed class ListReader<T>(ReadItem<T> read, List<Watched<T>> objects, List<UnreadableObject> unreadable)
{
    private JsonReaderState state = new(WireJson.Options);
    private Place place = Place.Start;
    private PageEnd end = new("", "");
    private bool hasItems;

    private enum Place
    {
        Start,
        Fields,
        Items,
        End,
    }

    /// <summary>
    /// Throws <see cref="JsonException"/> if it is not a list, or truncated. What a proxy may answer instead, such as <c>{}</c>,
    /// must not pass for a list of nothing.
    /// </summary>
    public async Task<PageEnd> ReadAsync(Stream body, ReceiveBuffer buffer, CancellationToken ct)
    {
        while (place != Place.End)
        {
            if (!await buffer.FillAsync(body, ct))
            {
                throw new JsonException("the list breaks off");
            }

            Drain(buffer);
        }

        return hasItems && end.ResourceVersion.Length > 0
            ? end
            : throw new JsonException("it is no list: it lacks items or a resourceVersion");
    }

    // As many whole steps as are there; a step that is not is made again when more has come.
    private void Drain(ReceiveBuffer buffer)
    {
        var json = new Utf8JsonReader(buffer.Unread, isFinalBlock: false, state);
        Utf8JsonReader done;
        do
        {
            done = json;
        }
        while (place != Place.End && Step(ref json, buffer.Unread));

        buffer.Consume((int)done.BytesConsumed);
        state = done.CurrentState;
    }

    private bool Step(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        if (!json.Read())
        {
            return false;
        }

        switch (place)
        {
            case Place.Start:
                place = json.TokenType == JsonTokenType.StartObject ? Place.Fields : throw new JsonException("the list is no object");
                return true;
            case Place.Items when json.TokenType == JsonTokenType.EndArray:
                place = Place.Fields;
                return true;
            case Place.Items:
                return Item(ref json, utf8);
            case Place.Fields when json.TokenType == JsonTokenType.EndObject:
                place = Place.End;
                return false;
            default:
                return Field(ref json, utf8);
        }
    }

    private bool Field(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        var (isItems, isMetadata) = (json.ValueTextEquals("items"u8), json.ValueTextEquals("metadata"u8));
        if (!json.Read())
        {
            return false;
        }

        hasItems |= isItems && json.TokenType is JsonTokenType.StartArray or JsonTokenType.Null;
        if (isItems && json.TokenType == JsonTokenType.StartArray)
        {
            place = Place.Items;
            return true;
        }

        var start = (int)json.TokenStartIndex;
        if (!json.TrySkip())
        {
            return false;
        }

        end = isMetadata ? Metadata(utf8[start..(int)json.BytesConsumed]) : end;
        return true;
    }

    private bool Item(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("an item of the list is no object");
        }

        var start = (int)json.TokenStartIndex;
        if (!json.TrySkip())
        {
            return false;
        }

        var (readable, faulty) = ObjectReading<T>.Of(utf8[start..(int)json.BytesConsumed], read);
        if (readable is not null)
        {
            objects.Add(readable);
        }
        else if (faulty is not null)
        {
            unreadable.Add(faulty);
        }

        return true;
    }

    private static PageEnd Metadata(ReadOnlySpan<byte> utf8)
    {
        string resourceVersion = "", next = "";
        var json = new Utf8JsonReader(utf8);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isVersion, isNext) = (json.ValueTextEquals("resourceVersion"u8), json.ValueTextEquals("continue"u8));
            json.Read();
            var text = WireJson.TextOf(ref json);
            (resourceVersion, next) = (isVersion ? text : resourceVersion, isNext ? text : next);
        }

        return new(resourceVersion, next);
    }
}
