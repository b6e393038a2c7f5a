using System.Text.Json;
using RouteMetrics.Core.Explain;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>An explanation as one JSON object; <c>operation</c> is null when no operation names the request.</summary>
internal static class ExplanationJson
{
    public static string Write(RequestExplanation explanation) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        WriteRequest(json, explanation.Request);
        json.WriteTarget(explanation.Target);
        json.WriteString("label", explanation.Label);
        if (explanation.IsHeld)
        {
            json.WriteBoolean("held", true);
        }

        WriteOutcome(json, explanation.Outcome);
        json.WritePropertyName("earlier");
        json.WriteObjects(explanation.Earlier, passed =>
        {
            json.WriteOperation(passed.Operation);
            json.WriteString("reason", passed.Reason);
        });
        json.WriteStartArray("notes");
        foreach (var note in explanation.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteRequest(Utf8JsonWriter json, ProxyRequest request)
    {
        json.WriteStartObject("request");
        json.WriteString("method", request.Method);
        json.WriteString("scheme", request.Scheme);
        json.WriteString("authority", request.Authority);
        json.WriteNumber("port", request.Port);
        json.WriteString("path", request.Path);
        json.WriteStartArray("headers");
        foreach (var (name, value) in request.Headers)
        {
            json.WriteStringValue($"{name}: {value}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOutcome(Utf8JsonWriter json, ExplainedOutcome outcome)
    {
        switch (outcome)
        {
            case ExplainedOutcome.Matched(var operation):
                json.WriteStartObject("operation");
                json.WriteOperation(operation);
                json.WriteEndObject();
                break;
            case ExplainedOutcome.Failed(var operation, var error):
                json.WriteNull("operation");
                json.WriteStartObject("failed");
                json.WriteOperation(operation);
                json.WriteString("error", error);
                json.WriteEndObject();
                break;
            case ExplainedOutcome.NotServed(var reason):
                json.WriteNull("operation");
                json.WriteString("notServed", reason);
                break;
            default:
                json.WriteNull("operation");
                break;
        }
    }
}
