using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>One request, as the API server recorded it.</summary>
internal sealed record AuditEvent(string User, string Verb, string Resource, string? Namespace, string? Name, int Status, DateTimeOffset Received, JsonObject Annotations)
{
    /// <summary>Changes something, or tries to.</summary>
    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete" or "deletecollection";

    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>The API server's audit log (<c>level: Metadata</c>), which is the proof of who asked for what, and how often.</summary>
internal sealed class AuditLog(string file)
{
    /// <summary>All requests whose answer has begun, in the order in which they were recorded.</summary>
    public IReadOnlyList<AuditEvent> Read()
    {
        if (!File.Exists(file))
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!).Where(IsCounted).Select(EventOf)];
    }

    /// <summary>The requests of one ServiceAccount.</summary>
    public IReadOnlyList<AuditEvent> Of(string @namespace, string serviceAccount) =>
        [.. Read().Where(e => e.User == $"system:serviceaccount:{@namespace}:{serviceAccount}")];

    /// <summary>The most of these requests that were received within a time of this length.</summary>
    public static int Busiest(IReadOnlyCollection<AuditEvent> events, TimeSpan window)
    {
        var times = events.Select(static e => e.Received).Order().ToList();
        return times.Select((last, index) => index + 1 - times.FindIndex(first => first > last - window)).DefaultIfEmpty().Max();
    }

    // A watch is recorded when it begins and again when it ends.
    private static bool IsCounted(JsonNode json) => (string?)json["verb"] == "watch" ? (string?)json["stage"] == "ResponseStarted" : (string?)json["stage"] == "ResponseComplete";

    private static AuditEvent EventOf(JsonNode json) => new(
        (string)json["user"]!["username"]!,
        (string)json["verb"]!,
        (string?)json["objectRef"]?["resource"] ?? (string)json["requestURI"]!,
        (string?)json["objectRef"]?["namespace"],
        (string?)json["objectRef"]?["name"],
        (int?)json["responseStatus"]?["code"] ?? 0,
        DateTimeOffset.Parse((string)json["requestReceivedTimestamp"]!),
        json["annotations"]?.AsObject() ?? []);
}
