using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Conflicts;
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
    /// <summary>Nothing is written for the target, since objects of others are in the way: the label is what it would be.</summary>
    public bool IsHeld { get; init; }

    /// <summary>
    /// Evaluates what Envoy does in terms of the request: in order, the first match that holds wins, an error ends it. <paramref
    /// name="held"/>: what holds the target.
    /// </summary>
    public static RequestExplanation Explain(
        TargetOperations target, ProxyRequest request, MeshSnapshot snapshot, RouteMetricsSettings settings, HeldTarget? held = null)
    {
        if (request.IsPortAssumed && OnlyPort.Of(target.Target, snapshot) is { } port)
        {
            request = request with { Port = port };
        }

        var edge = EdgeRequest.Of(request, target.Target, snapshot);
        request = request with { Port = edge.Seen.Port, IsPortAssumed = edge.Seen.IsPortAssumed };
        if ((edge.Refusal ?? NoRoutesAt(request, snapshot.Service(target.Target))) is { } refusal)
        {
            return new(target.Target, request, new ExplainedOutcome.NotServed(refusal), settings.UnmatchedName, [], []);
        }

        var evaluation = new RequestEvaluation(target.Target, snapshot.Service(target.Target)?.Hosts, edge.Seen, settings);
        var earlier = new List<PassedOver>();
        ExplainedOutcome outcome = new ExplainedOutcome.Unmatched();
        foreach (var place in target.Routing)
        {
            if (Decide(place, evaluation) is { } decided)
            {
                outcome = decided;
                break;
            }

            if (place.Operation is { } passed)
            {
                earlier.Add(new(passed, FalseReason.Of(place, evaluation)));
            }
        }

        var label = outcome is ExplainedOutcome.Matched(var named) ? named.Value : settings.UnmatchedName;
        return new(
            target.Target, request, outcome, label, earlier,
            [.. edge.Notes, .. RequestNotes.OfHeld(held), .. RequestNotes.Of(request, target, snapshot, settings)])
        {
            IsHeld = held is not null,
        };
    }

    private static string? NoRoutesAt(ProxyRequest request, ServiceResource? service) =>
        !request.IsPortAssumed && service?.RawPorts.Contains(request.Port) == true
            ? $"port {request.Port} of {service.Target} is not HTTP by its name, appProtocol or protocol, so the waypoint has no routes for it"
            : null;

    private static ExplainedOutcome? Decide(RoutedMatch place, RequestEvaluation evaluation) =>
        (evaluation.Evaluate(place.Condition), place.Operation) switch
        {
            (CelValue.Flag(false), _) => null,
            (_, null) => new ExplainedOutcome.Unmatched(),
            (CelValue.Flag(true), { } operation) => new ExplainedOutcome.Matched(operation),
            (CelValue.Error(var reason), { } operation) => new ExplainedOutcome.Failed(operation, reason),
            (_, { } operation) => new ExplainedOutcome.Failed(operation, "it is not a bool"),
        };
}
