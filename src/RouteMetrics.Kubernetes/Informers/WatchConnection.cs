using System.Net;
using System.Text;
using System.Text.Json;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>One line of a watch; a bookmark has no event.</summary>
internal readonly record struct WatchLine<T>(WatchEvent<T>? Event, string ResourceVersion);

/// <summary>One connection of a watch. Only a cancellation is thrown.</summary>
internal sealed class WatchConnection<T>(KubernetesApi api, StreamRequest request, ReadItem<T> read, ReceiveBuffer buffer) : IDisposable
{
    private HttpResponseMessage? response;
    private Stream? body;

    /// <summary>The server has begun to answer.</summary>
    public bool IsOpen => body is not null;

    /// <summary>Why it failed; null if the server closed it normally.</summary>
    public KubernetesApiException? Fault { get; private set; }

    /// <summary>True if a new connection cannot resume, so that everything must be listed.</summary>
    public bool NeedsList { get; private set; }

    public async Task<bool> OpenAsync(CancellationToken ct)
    {
        try
        {
            response = await api.OpenAsync(request, ct);
            body = await response.Content.ReadAsStreamAsync(ct);
            return true;
        }
        catch (KubernetesApiException refused)
        {
            Fault = refused;
            NeedsList = refused.Status is HttpStatusCode.Gone or HttpStatusCode.NotFound or HttpStatusCode.BadRequest;
            return false;
        }
    }

    /// <summary>The next line; null at the end.</summary>
    public async ValueTask<WatchLine<T>?> NextAsync(CancellationToken ct)
    {
        try
        {
            int end;
            while ((end = buffer.Unread.IndexOf((byte)'\n')) < 0)
            {
                if (body is null || !await buffer.FillAsync(body, ct))
                {
                    Fault = buffer.Unread.IsEmpty ? null : FaultOf("it ended within a line", null);
                    return null;
                }
            }

            var line = Read(buffer.Unread[..end]);
            buffer.Consume(end + 1);
            return line;
        }
        catch (KubernetesApiException told)
        {
            (Fault, NeedsList) = (told, true);
        }
        catch (JsonException malformed)
        {
            (Fault, NeedsList) = (FaultOf($"what came cannot be read: {malformed.Message}", malformed), true);
        }
        catch (Exception broken) when (!ct.IsCancellationRequested
            && broken is TimeoutException or IOException or HttpRequestException or OperationCanceledException)
        {
            Fault = FaultOf(broken.Message, broken);
        }

        return null;
    }

    public void Dispose()
    {
        body?.Dispose();
        response?.Dispose();
    }

    private KubernetesApiException FaultOf(string reason, Exception? cause) => new(null, null, $"{request.What}: {reason}", cause);

    private WatchLine<T> Read(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, WireJson.Options);
        json.Read();
        var type = json;
        var happened = type.MoveTo("type"u8) ? WireJson.TextOf(ref type) : "";
        if (!json.MoveTo("object"u8) || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a line has no object");
        }

        if (happened == "ERROR")
        {
            throw Told(json, line);
        }

        var identity = ObjectIdentityReader.Read(json);
        return new(happened switch
        {
            "ADDED" or "MODIFIED" => Changed(line[(int)json.TokenStartIndex..]),
            "DELETED" => new WatchEvent<T>.Removed(identity),
            _ => null,
        }, identity.ResourceVersion);
    }

    private WatchEvent<T>? Changed(ReadOnlySpan<byte> utf8)
    {
        var (readable, unreadable) = ObjectReading<T>.Of(utf8, read);
        return readable is not null ? new WatchEvent<T>.Changed(readable)
            : unreadable is not null ? new WatchEvent<T>.Unreadable(unreadable)
            : null;
    }

    private KubernetesApiException Told(Utf8JsonReader json, ReadOnlySpan<byte> line)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return ServerStatus.FaultOf(request.What, null, Encoding.UTF8.GetString(line[start..(int)json.BytesConsumed]));
    }
}
