using System.Text;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>An explanation for people.</summary>
internal static class ExplanationText
{
    public static string Write(RequestExplanation explanation, string labelName)
    {
        var (request, target) = (explanation.Request, explanation.Target);
        var text = new StringBuilder()
            .Append($"{request.Method} {request.Path ?? request.Authority} at {target.Kind} {target.Key} port {request.Port}\n")
            .Append($"  {(explanation.IsHeld ? "would get" : "gets")} {labelName}=\"{explanation.Label}\"\n");
        AppendOutcome(text, explanation.Outcome);
        AppendEarlier(text, explanation.Earlier);
        foreach (var note in explanation.Notes)
        {
            text.Append($"  note: {note}\n");
        }

        return string.Join('\n', text.ToString().Split('\n').Select(OneLine.Of));
    }

    private static void AppendOutcome(StringBuilder text, ExplainedOutcome outcome) => _ = outcome switch
    {
        ExplainedOutcome.Matched(var operation) => text.Append($"  from {PlaceOf(operation)}\n{ConditionOf(operation)}"),
        ExplainedOutcome.Failed(var operation, var error) =>
            text.Append($"  because {operation.Value} ({PlaceOf(operation)}) cannot be evaluated, which ends the search: {error}\n"),
        ExplainedOutcome.NotServed(var reason) => text.Append($"  because no route is chosen: {reason}\n"),
        _ => text.Append("  because no operation matches\n"),
    };

    private static void AppendEarlier(StringBuilder text, IReadOnlyList<PassedOver> earlier)
    {
        if (earlier.Count == 0)
        {
            return;
        }

        text.Append("  not, in order of evaluation:\n");
        foreach (var (operation, reason) in earlier)
        {
            text.Append($"    {operation.Value} ({PlaceOf(operation)}): {reason}\n");
        }
    }

    private static string PlaceOf(Operation operation) =>
        $"{operation.Source.Route} rules[{operation.Source.Rule}].matches[{operation.Source.Match}]";

    private static string ConditionOf(Operation operation) =>
        operation.Condition is { } condition ? $"  condition: {condition}\n" : $"  by Envoy's route: {operation.RouteName}\n";
}
