using System.Net;
using System.Text.Json;
using k8s.Models;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>What a server says that refuses: a Status object (apimachinery meta/v1), or the page of a proxy.</summary>
internal sealed record ServerStatus(V1Status? Status, string Text, TimeSpan? RetryAfter)
{
    /// <summary>Far above what an API server says, far below what a proxy's error page may be.</summary>
    private const int MaxBytes = 64 * 1024;

    private const int ShownCharacters = 256;

    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Of an answer that is no success, whose body is bounded and whole from now on.</summary>
    public static async Task<ServerStatus> ReceiveAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        either.CancelAfter(BodyTimeout);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, either.Token);
        }
        catch (Exception unread) when (!ct.IsCancellationRequested
            && unread is HttpRequestException or IOException or OperationCanceledException)
        {
            response.Content = new ByteArrayContent([]);
        }

        var (text, asked) = (await response.Content.ReadAsStringAsync(ct), response.Headers.RetryAfter?.Delta);
        var status = Parse(text);
        return new(status, text, asked ?? (status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
    }

    /// <summary>The fault that a Status object tells of, be it an answer or an ERROR event of a watch.</summary>
    public static KubernetesApiException FaultOf(string what, HttpStatusCode? answer, string text)
    {
        var status = Parse(text);
        var code = answer ?? (HttpStatusCode)(status?.Code ?? (int)HttpStatusCode.InternalServerError);
        var said = status?.Message ?? OneLine.Cut(text, ShownCharacters);
        var message = $"{what}: the server says {(int)code} {code}{(said.Length == 0 ? "" : $": {said}")}";
        var conflicts = ConflictsOf(status);
        return conflicts.Count > 0
            ? new ApplyConflictException($"{message} ({string.Join(", ", conflicts)})", conflicts)
            : new KubernetesApiException(code, status?.Reason, message);
    }

    // The only place where the manager's name is said is the cause's message (apimachinery managedfields, NewConflictError):
    // conflict with "kubectl" using apps/v1 at 2020-01-01T00:00:00Z
    private static List<ApplyConflict> ConflictsOf(V1Status? status)
    {
        var conflicts = new List<ApplyConflict>();
        foreach (var cause in status?.Details?.Causes ?? [])
        {
            if (cause.Reason == "FieldManagerConflict")
            {
                var said = cause.Message ?? "";
                var parts = said.Split('"');
                conflicts.Add(new(parts.Length > 2 ? parts[1] : said, cause.Field ?? ""));
            }
        }

        return conflicts;
    }

    private static V1Status? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ApiJson.Default.V1Status);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
