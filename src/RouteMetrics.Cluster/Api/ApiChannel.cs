using System.Net;
using System.Threading.RateLimiting;

namespace RouteMetrics.Cluster.Api;

/// <summary>Sends requests: connections, credentials, rate limit, and the tries that the server asks for. Thread-safe.</summary>
internal sealed class ApiChannel(ClusterConnection connection, ApiLimits limits, TimeProvider time) : IDisposable
{
    private static readonly string UserAgent = $"route-metrics/{typeof(ApiChannel).Assembly.GetName().Version?.ToString(3)}";

    private readonly ApiConnections connections = new(connection);

    private readonly TokenBucketRateLimiter limiter = new(new()
    {
        TokenLimit = limits.Burst,
        TokensPerPeriod = limits.RequestsPerPeriod,
        ReplenishmentPeriod = limits.Period,
        QueueLimit = int.MaxValue,
        AutoReplenishment = true,
    });

    /// <summary>An answer of success, its body yet to be read. Everything else is a <see cref="KubernetesApiException"/>.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken ct)
    {
        var mayRenew = true;
        for (var attempt = 1; ; attempt++)
        {
            await WaitForTurnAsync(request, ct);
            var credential = await connection.Credentials.GetAsync(ct);
            var response = await SendAsync(request, credential, ct);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            var fault = await ServerStatus.FaultOf(request, response, ct);
            if (fault.Status == HttpStatusCode.Unauthorized && mayRenew && connection.Credentials.Reject(credential))
            {
                mayRenew = false;
                continue;
            }

            if (fault.Status is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                || fault.RetryAfter is not { } pause || attempt >= request.Tries)
            {
                throw fault;
            }

            await Task.Delay(pause < limits.LongestRetryAfter ? pause : limits.LongestRetryAfter, time, ct);
        }
    }

    /// <summary>From now on new connections are used.</summary>
    public void Reconnect() => connections.Drop();

    public void Dispose()
    {
        connections.Dispose();
        limiter.Dispose();
    }

    private async ValueTask WaitForTurnAsync(ApiRequest request, CancellationToken ct)
    {
        if (!request.IsUrgent)
        {
            using var turn = await limiter.AcquireAsync(1, ct);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ApiRequest request, Credential credential, CancellationToken ct)
    {
        using var message = MessageOf(request, credential);
        var invoker = connections.For(credential);
        using var limit = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await invoker.SendAsync(message, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            connections.Drop(invoker);
            throw Unanswered(request, $"no answer within {request.Timeout.TotalSeconds:0.###} s", null);
        }
        catch (HttpRequestException failure)
        {
            throw Unanswered(request, (failure.InnerException ?? failure).Message, failure);
        }
    }

    private KubernetesApiException Unanswered(ApiRequest request, string reason, Exception? cause) =>
        new(null, null, $"{request.What}: {connection.Server}: {reason}", cause);

    private HttpRequestMessage MessageOf(ApiRequest request, Credential credential)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(connection.Server, connection.Server.AbsolutePath.TrimEnd('/') + request.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.Authorization = credential.Authorization;
        message.Headers.Host = connection.Trust.ServerName;
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body) { Headers = { ContentType = request.ContentType } };
        }

        return message;
    }
}
