using System.Net;
using System.Threading.RateLimiting;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// The handler of every request of the package's client: rate limit, credentials, connections, timeouts, and the retries that the server
/// asks for. It replaces the package's own handler, whose connections would not follow a changed CA or client certificate. Thread-safe.
/// </summary>
internal sealed class ApiChannel(ClusterConnection connection, ApiLimits limits, TimeProvider time) : DelegatingHandler
{
    /// <summary>For the headers of the response, and again for its body.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    // Lease renewals must be in time, and must not wait behind a thousand applies.
    private static readonly string Urgent = $"{ResourceType.Leases.DiscoveryPath}/";

    private readonly ApiConnections connections = new(connection);

    private readonly TokenBucketRateLimiter limiter = new(new()
    {
        TokenLimit = limits.Burst,
        TokensPerPeriod = limits.RequestsPerPeriod,
        ReplenishmentPeriod = limits.Period,
        QueueLimit = int.MaxValue,
        AutoReplenishment = true,
    });

    /// <summary>Opens new connections for further requests.</summary>
    public void Reconnect() => connections.Drop();

    /// <summary>
    /// Buffers every response except a successful one to a <see cref="StreamRequest"/>, since the package reads bodies synchronously and
    /// without its timeout.
    /// </summary>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var stream = StreamRequest.Of(request);
        var mayRenew = true;
        for (var attempt = 1; ; attempt++)
        {
            await WaitForTurnAsync(request, cancellationToken);
            var credential = await connection.Credentials.GetAsync(cancellationToken);
            var response = await SendOnceAsync(request, credential, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return stream is null ? await WholeAsync(response, cancellationToken) : response;
            }

            var status = await ServerStatus.ReceiveAsync(response, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized && mayRenew && connection.Credentials.Reject(credential))
            {
                mayRenew = false;
                response.Dispose();
                continue;
            }

            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                || status.RetryAfter is not { } pause || attempt >= (stream?.Tries ?? StreamRequest.UsualTries))
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(pause < limits.LongestRetryAfter ? pause : limits.LongestRetryAfter, time, cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connections.Dispose();
            limiter.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WaitForTurnAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (request.RequestUri?.AbsolutePath.Contains(Urgent, StringComparison.Ordinal) != true)
        {
            using var turn = await limiter.AcquireAsync(1, ct);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, Credential credential, CancellationToken ct)
    {
        request.Headers.Authorization = credential.Authorization;
        request.Headers.Host = connection.Trust.ServerName;
        var invoker = connections.For(credential);
        using var limit = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await invoker.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException silence) when (!ct.IsCancellationRequested)
        {
            connections.Drop(invoker);
            throw new TimeoutException($"no answer within {AnswerTimeout.TotalSeconds:0} s", silence);
        }
    }

    private async Task<HttpResponseMessage> WholeAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await response.Content.LoadIntoBufferAsync(either.Token);
            return response;
        }
        catch (OperationCanceledException stalled) when (!ct.IsCancellationRequested)
        {
            response.Dispose();
            throw new InvalidDataException($"it did not end within {AnswerTimeout.TotalSeconds:0} s", stalled);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            response.Dispose();
            throw new InvalidDataException((broken.InnerException ?? broken).Message, broken);
        }
    }
}
