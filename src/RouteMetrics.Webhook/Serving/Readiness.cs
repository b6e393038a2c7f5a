namespace RouteMetrics.Webhook.Serving;

/// <summary>Whether the API server should send requests here, and if not, why.</summary>
internal sealed class Readiness
{
    private const string Starting = "starting";

    private volatile string? reason = Starting;

    /// <summary>Null when ready.</summary>
    public string? Reason => reason;

    /// <summary>A server that drains already stays so.</summary>
    public void Ready() => Interlocked.CompareExchange(ref reason, null, Starting);

    public void NotReady(string why) => reason = why;
}
