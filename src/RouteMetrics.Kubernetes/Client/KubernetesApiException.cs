using System.Net;
using System.Text.Json;
using k8s.Autorest;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// A request that did not succeed; the message names the verb, the object and what the server said. Without a status the server was not
/// reached, did not answer in time, or our own credentials could not be had.
/// </summary>
public class KubernetesApiException(HttpStatusCode? status, string? reason, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public HttpStatusCode? Status => status;

    /// <summary>
    /// The machine-readable reason of the server's Status object, such as <c>AlreadyExists</c>, <c>Conflict</c>, <c>Expired</c>.
    /// </summary>
    public string? Reason => reason;

    /// <summary>Whether the package or its connections throw this for a request that did not succeed.</summary>
    internal static bool IsFailure(Exception thrown) => thrown is HttpOperationException or HttpRequestException or TimeoutException
        or OperationCanceledException or InvalidDataException or JsonException;

    internal static KubernetesApiException Of(string what, Uri server, Exception failure) => failure switch
    {
        HttpOperationException refused => ServerStatus.FaultOf(what, refused.Response.StatusCode, refused.Response.Content),
        HttpRequestException => new(null, null, $"{what}: {server}: {(failure.InnerException ?? failure).Message}", failure),
        TimeoutException => new(null, null, $"{what}: {server}: {failure.Message}", failure),
        OperationCanceledException => new(null, null, $"{what}: {server}: the client was closed", failure),
        _ => new(null, null, $"{what}: the answer broke off or cannot be read: {failure.Message}", failure),
    };
}
