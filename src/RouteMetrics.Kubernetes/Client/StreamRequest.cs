namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// A list or watch, whose answer is read as it arrives. <paramref name="What"/> is what messages call it: the verb as RBAC has it, and the
/// resource.
/// </summary>
internal sealed record StreamRequest(string Path, string What, int Tries)
{
    /// <summary>How often a request is sent while the server asks to come back later.</summary>
    public const int UsualTries = 4;

    private static readonly HttpRequestOptionsKey<StreamRequest> Key = new("route-metrics.stream");

    /// <summary>The message for a server whose base address ends in a slash.</summary>
    public HttpRequestMessage Message(Uri server)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, new Uri(server, Path[1..])) { Version = System.Net.HttpVersion.Version20 };
        message.Options.Set(Key, this);
        return message;
    }

    /// <summary>Null for a request whose answer is read at once.</summary>
    public static StreamRequest? Of(HttpRequestMessage message) => message.Options.TryGetValue(Key, out var stream) ? stream : null;
}
