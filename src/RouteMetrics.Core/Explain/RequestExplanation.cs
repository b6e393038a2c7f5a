using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>
/// What a request at a target is called, and why nothing earlier names it. <paramref name="Label"/> is the value of the metrics' label;
/// <paramref name="Earlier"/> are the operations before the outcome, in evaluation order.
/// </summary>
public sealed record RequestExplanation(
    Target Target, ProxyRequest Request, ExplainedOutcome Outcome, string Label, IReadOnlyList<PassedOver> Earlier,
    IReadOnlyList<string> Notes)
{
    /// <summary>Evaluates the operations' conditions as the proxy does: in order, the first that holds wins, an error ends it.</summary>
    public static RequestExplanation Explain(
        TargetOperations target, ProxyRequest request, MeshSnapshot snapshot, RouteMetricsSettings settings)
    {
        if (request.IsPortAssumed && OnlyPort.Of(target.Target, snapshot) is { } port)
        {
            request = request with { Port = port };
        }

        var edge = EdgeRequest.Of(request, target.Target, snapshot);
        request = request with { Port = edge.Seen.Port, IsPortAssumed = edge.Seen.IsPortAssumed };
        if (edge.Refusal is { } refusal)
        {
            return new(target.Target, request, new ExplainedOutcome.NotServed(refusal), settings.UnmatchedName, [], []);
        }

        var evaluation = new RequestEvaluation(target.Target, edge.Seen, settings);
        var earlier = new List<PassedOver>();
        ExplainedOutcome outcome = new ExplainedOutcome.Unmatched();
        foreach (var operation in target.Operations)
        {
            if (Decide(operation, evaluation) is { } decided)
            {
                outcome = decided;
                break;
            }

            earlier.Add(new(operation, FalseReason.Of(operation, evaluation)));
        }

        var label = outcome is ExplainedOutcome.Matched(var named) ? named.Value : settings.UnmatchedName;
        return new(
            target.Target, request, outcome, label, earlier,
            [.. edge.Notes, .. RequestNotes.Of(request, target, snapshot, settings)]);
    }

    private static ExplainedOutcome? Decide(Operation operation, RequestEvaluation evaluation) =>
        operation.Condition is null ? new ExplainedOutcome.Matched(operation) : evaluation.Evaluate(operation, operation.Condition) switch
        {
            CelValue.Flag(true) => new ExplainedOutcome.Matched(operation),
            CelValue.Flag(false) => null,
            CelValue.Error(var reason) => new ExplainedOutcome.Failed(operation, reason),
            _ => new ExplainedOutcome.Failed(operation, "it is not a bool"),
        };
}
