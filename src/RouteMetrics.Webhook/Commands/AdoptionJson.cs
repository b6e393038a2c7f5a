using System.Text.Json;
using RouteMetrics.Core.Adoption;
using RouteMetrics.Core.Explain;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>A hand-over as one JSON object; a name or a request that is not there is null.</summary>
internal static class AdoptionJson
{
    public static string Write(NamespaceAdoption adoption) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("namespace", adoption.Namespace);
        json.WritePropertyName("targets");
        json.WriteObjects(adoption.Targets, target => WriteTarget(json, target));
        WriteTexts(json, "steps", adoption.Steps.Select(static step => step.ToString()));
        json.WriteEndObject();
    });

    private static void WriteTarget(Utf8JsonWriter json, TargetAdoption target)
    {
        json.WriteTarget(target.Target);
        WriteTexts(json, "conflicts", target.Conflicts.Select(static conflict => conflict.Reason));
        WriteTexts(json, "obstacles", target.Obstacles);
        json.WritePropertyName("entries");
        json.WriteObjects(target.Entries, entry =>
        {
            json.WriteString("object", entry.Object.ToString());
            json.WriteString("value", entry.Entry.Value);
            json.WriteString("condition", entry.Entry.Condition);
            json.WriteString("relation", entry.Relation.ToString().ToLowerInvariant());
            json.WriteString("operation", entry.Operation);
            WriteRequest(json, "more", entry.More);
            WriteRequest(json, "less", entry.Less);
        });
        json.WriteNumber("requests", target.Requests);
        json.WritePropertyName("changes");
        json.WriteObjects(target.Changes, change =>
        {
            json.WriteString("now", change.Now);
            json.WriteString("then", change.Then);
            WriteRequest(json, "request", change.Witness);
        });
    }

    private static void WriteRequest(Utf8JsonWriter json, string name, ProxyRequest? request)
    {
        if (request is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("method", request.Method);
        json.WriteString("authority", request.Authority);
        json.WriteNumber("port", request.Port);
        json.WriteString("path", request.Path);
        json.WriteStartArray("headers");
        foreach (var (header, value) in request.Headers)
        {
            json.WriteStringValue($"{header}: {value}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
