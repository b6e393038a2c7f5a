using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace RouteMetrics.Testing;

/// <summary>What a scripted server does with one request.</summary>
internal delegate Task Answer(HttpContext context);

/// <summary>The usual ones.</summary>
internal static class Answers
{
    public static Answer Json(string json, int code = 200) => async context =>
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json);
    };

    /// <summary>A failure as API servers tell it.</summary>
    public static Answer Failure(int code, string reason, string message, string? details = null, string? retryAfter = null) => async context =>
    {
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await Json(Status(code, reason, message, details), code)(context);
    };

    public static string Status(int code, string reason, string message, string? details = null)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = reason,
            ["code"] = code,
        };
        if (details is not null)
        {
            status["details"] = JsonNode.Parse(details);
        }

        return status.ToJsonString();
    }

    /// <summary>A list of namespaces; each item is <c>name</c> or whole JSON.</summary>
    public static Answer List(string resourceVersion, string next, params string[] items) =>
        Json(ListJson(resourceVersion, next, items));

    public static string ListJson(string resourceVersion, string next, params string[] items) =>
        $$$"""{"kind":"NamespaceList","apiVersion":"v1","metadata":{"resourceVersion":"{{{resourceVersion}}}","continue":"{{{next}}}"},"items":[{{{string.Join(',', items.Select(Item))}}}]}""";

    /// <summary>Lines of a watch, each as soon as it is there; then the answer ends in order.</summary>
    public static Answer Watch(params string[] lines) => context => SendAsync(context, string.Concat(lines.Select(line => line + "\n")));

    /// <summary>As above, but then nothing more comes until the client gives up.</summary>
    public static Answer WatchThenSilence(params string[] lines) => async context =>
    {
        await Watch(lines)(context);
        await Silence(context);
    };

    /// <summary>As above, but then the connection breaks.</summary>
    public static Answer WatchThenCut(string text) => async context =>
    {
        await SendAsync(context, text);
        context.Abort();
    };

    /// <summary>A watch whose lines are given while it runs.</summary>
    public static Answer Watch(ChannelReader<string> lines) => async context =>
    {
        await foreach (var line in lines.ReadAllAsync(context.RequestAborted))
        {
            await SendAsync(context, line + "\n");
        }
    };

    /// <summary>A watch of what happened after the version that it is asked to start at, by the last of these lines.</summary>
    public static Answer WatchOf(params (int Version, string Line)[] history) => async context =>
    {
        var from = int.Parse(context.Request.Query["resourceVersion"]!);
        await WatchThenSilence([.. history.Where(happened => happened.Version > from).Select(happened => happened.Line)])(context);
    };

    /// <summary>Not a word until the client gives up.</summary>
    public static Task Silence(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        context.RequestAborted.Register(gone.SetResult);
        return gone.Task;
    }

    public static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{Item(item)}}}""";

    public static string Bookmark(string resourceVersion) =>
        $$$"""{"type":"BOOKMARK","object":{"kind":"Namespace","apiVersion":"v1","metadata":{"resourceVersion":"{{{resourceVersion}}}","creationTimestamp":null} }}""";

    public static string Error(int code, string reason, string message) => $$"""{"type":"ERROR","object":{{Status(code, reason, message)}}}""";

    // name or name@resourceVersion
    private static string Item(string item)
    {
        if (item.StartsWith('{'))
        {
            return item;
        }

        var parts = item.Split('@');
        return $$$"""{"metadata":{"name":"{{{parts[0]}}}","uid":"uid-{{{parts[0]}}}","resourceVersion":"{{{parts.ElementAtOrDefault(1) ?? "1"}}}"}}""";
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
        await context.Response.Body.FlushAsync();
    }
}
