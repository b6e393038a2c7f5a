using System.Net;

namespace RouteMetrics.Cluster.Api;

/// <summary>
/// A request that did not succeed; the message names the verb, the object and what the server said. Without a status the server was not reached, did
/// not answer in time, or our own credentials could not be had.
/// </summary>
public class KubernetesApiException(HttpStatusCode? status, string? reason, string message, Exception? cause = null) : Exception(message, cause)
{
    public HttpStatusCode? Status => status;

    /// <summary>The machine-readable reason of the server's Status object, such as <c>AlreadyExists</c>, <c>Conflict</c>, <c>Expired</c>.</summary>
    public string? Reason => reason;

    /// <summary>How long the server asks to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
