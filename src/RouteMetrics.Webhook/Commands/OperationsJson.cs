using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Operations as a JSON array in evaluation order.</summary>
internal static class OperationsJson
{
    public static string Write(IReadOnlyList<TargetOperations> targets) => JsonText.Write(json =>
        json.WriteObjects(
            targets.SelectMany(static target => target.Operations.Select(operation => (target.Target, operation))),
            item =>
            {
                json.WriteTarget(item.Target);
                json.WriteOperation(item.operation);
            }));

    public static void WriteTarget(this Utf8JsonWriter json, Target target)
    {
        json.WriteStartObject("target");
        json.WriteString("kind", target.Kind.ToString());
        json.WriteString("namespace", target.Key.Namespace);
        json.WriteString("name", target.Key.Name);
        json.WriteEndObject();
    }

    /// <summary>The members route, rule, match (0-based), value and condition.</summary>
    public static void WriteOperation(this Utf8JsonWriter json, Operation operation)
    {
        json.WriteString("route", operation.Source.Route.ToString());
        json.WriteNumber("rule", operation.Source.Rule);
        json.WriteNumber("match", operation.Source.Match);
        json.WriteString("value", operation.Value);
        json.WriteString("condition", operation.Condition?.ToString());
    }
}
