using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Cluster.Api;

/// <summary>From an answer that is no success to the exception that tells of it (apimachinery meta/v1 Status).</summary>
internal static class ServerStatus
{
    /// <summary>Far above what an API server says, far below what a proxy's error page may be.</summary>
    private const int MaxBytes = 64 * 1024;

    private const int ShownCharacters = 256;

    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads and disposes the answer.</summary>
    public static async Task<KubernetesApiException> FaultOf(ApiRequest request, HttpResponseMessage response, CancellationToken ct)
    {
        using (response)
        {
            var text = await TextOf(response, ct);
            var status = Parse(text);
            var retryAfter = response.Headers.RetryAfter?.Delta
                ?? (Number(status?["details"]?["retryAfterSeconds"]) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
            return FaultOf(request.What, response.StatusCode, status, text, retryAfter);
        }
    }

    /// <summary>The fault that a Status object tells of, be it an answer or an ERROR event of a watch.</summary>
    public static KubernetesApiException FaultOf(string what, HttpStatusCode code, JsonObject? status, string text, TimeSpan? retryAfter)
    {
        var said = Text(status?["message"]) ?? OneLine.Cut(text, ShownCharacters);
        var message = $"{what}: the server says {(int)code} {code}{(said.Length == 0 ? "" : $": {said}")}";
        var conflicts = ConflictsOf(status);
        return conflicts.Count > 0
            ? new ApplyConflictException(
                $"{message} ({string.Join(", ", conflicts.Select(conflict => $"{conflict.Field} is owned by {conflict.Manager}"))})", conflicts)
            : new KubernetesApiException(code, Text(status?["reason"]), message) { RetryAfter = retryAfter };
    }

    // The only place where the manager's name is said is the cause's message (apimachinery managedfields, NewConflictError):
    // conflict with "kubectl" using apps/v1 at 2020-01-01T00:00:00Z
    private static List<ApplyConflict> ConflictsOf(JsonObject? status)
    {
        var conflicts = new List<ApplyConflict>();
        foreach (var cause in status?["details"]?["causes"] as JsonArray ?? [])
        {
            if (Text(cause?["reason"]) == "FieldManagerConflict")
            {
                var said = Text(cause?["message"]) ?? "";
                var parts = said.Split('"');
                conflicts.Add(new(parts.Length > 2 ? parts[1] : said, Text(cause?["field"]) ?? ""));
            }
        }

        return conflicts;
    }

    private static async Task<string> TextOf(HttpResponseMessage response, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        either.CancelAfter(BodyTimeout);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, either.Token);
            return await response.Content.ReadAsStringAsync(either.Token);
        }
        catch (Exception unread) when (unread is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return "";
        }
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static double? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double number) ? number : null;
}
