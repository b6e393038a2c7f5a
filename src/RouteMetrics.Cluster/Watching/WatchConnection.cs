using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Cluster.Api;

namespace RouteMetrics.Cluster.Watching;

/// <summary>One line of a watch; a bookmark has no event.</summary>
internal readonly record struct WatchLine<T>(WatchEvent<T>? Event, string ResourceVersion);

/// <summary>One connection of a watch, from its opening to its end.</summary>
internal sealed class WatchConnection<T>(KubernetesApi api, ResourceType type, ReadItem<T> read, WatchOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly ReceiveBuffer buffer = new();
    private HttpResponseMessage? response;
    private Stream? body;

    /// <summary>Why it ended; null if the server ended it in order.</summary>
    public KubernetesApiException? Fault { get; private set; }

    /// <summary>The next line; null at the end. The first call opens the connection.</summary>
    public async Task<WatchLine<T>?> NextAsync(string resourceVersion, CancellationToken ct)
    {
        using var silence = new CancellationTokenSource(options.SilenceLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
        try
        {
            body ??= await OpenAsync(resourceVersion, either.Token);
            int end;
            while ((end = buffer.Unread.IndexOf((byte)'\n')) < 0)
            {
                if (!await buffer.FillAsync(body, either.Token))
                {
                    return null;
                }
            }

            var line = Read(buffer.Unread[..end]);
            buffer.Consume(end + 1);
            return line;
        }
        catch (KubernetesApiException refused)
        {
            Fault = refused;
        }
        catch (Exception broken) when (!ct.IsCancellationRequested && broken is JsonException or IOException or HttpRequestException or OperationCanceledException)
        {
            var reason = silence.IsCancellationRequested ? $"silent for {options.SilenceLimit.TotalSeconds:0.###} s" : broken.Message;
            Fault = new(null, null, $"watch {type.FullName}: {reason}", broken);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (body is not null)
        {
            await body.DisposeAsync();
        }

        response?.Dispose();
        buffer.Dispose();
    }

    private async Task<Stream> OpenAsync(string resourceVersion, CancellationToken ct)
    {
        var query = $"?watch=1&allowWatchBookmarks=true&timeoutSeconds=300{KubernetesApi.Parameter("resourceVersion", resourceVersion)}{options.Query}";
        response = await api.OpenAsync(new ApiRequest(HttpMethod.Get, type.PathOf(options.Namespace) + query, $"watch {type.FullName}") { Tries = 1 }, ct);
        return await response.Content.ReadAsStreamAsync(ct);
    }

    private WatchLine<T> Read(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        var kind = json;
        var happened = ObjectIdentityReader.MoveTo(ref kind, "type"u8) ? kind.GetString() : null;
        if (!ObjectIdentityReader.MoveTo(ref json, "object"u8))
        {
            throw new JsonException("a line of a watch has no object");
        }

        if (happened == "ERROR")
        {
            var text = Encoding.UTF8.GetString(line);
            var status = JsonNode.Parse(text)?["object"] as JsonObject;
            var code = (HttpStatusCode)(status?["code"]?.GetValue<int>() ?? 500);
            throw ServerStatus.FaultOf($"watch {type.FullName}", code, status, text, null);
        }

        var identity = ObjectIdentityReader.Read(json);
        return new(happened switch
        {
            "ADDED" or "MODIFIED" => Changed(ref json),
            "DELETED" => new WatchEvent<T>.Removed(identity),
            _ => null,
        }, identity.ResourceVersion);
    }

    private WatchEvent<T> Changed(ref Utf8JsonReader json)
    {
        var (readable, unreadable) = ObjectReading<T>.Of(ref json, read);
        return readable is not null ? new WatchEvent<T>.Changed(readable) : new WatchEvent<T>.Unreadable(unreadable!);
    }
}
