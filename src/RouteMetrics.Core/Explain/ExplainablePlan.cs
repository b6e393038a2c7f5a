using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>Operations that have a condition whatever the engine, so that each can be explained.</summary>
public static class ExplainablePlan
{
    /// <summary>The plan's targets; for the native engine with attributegen's conditions, which say what Envoy's routing decides.</summary>
    public static IReadOnlyList<TargetOperations> Targets(RoutePlan plan, MeshSnapshot snapshot, RouteMetricsSettings settings) =>
        settings.Engine == Engine.Native
            ? Renamed(RoutePlan.Of(snapshot, settings with { Engine = Engine.Attributegen }).Targets, plan.Targets)
            : plan.Targets;

    private static List<TargetOperations> Renamed(IReadOnlyList<TargetOperations> conditions, IReadOnlyList<TargetOperations> native)
    {
        var names = new Dictionary<(Target, RouteKey Route, int Rule), string>();
        foreach (var target in native)
        {
            foreach (var operation in target.Operations)
            {
                names.TryAdd((target.Target, operation.Source.Route, operation.Source.Rule), operation.Value);
            }
        }

        return [.. conditions.Select(target =>
            target with { Operations = [.. target.Operations.Select(operation => Named(target.Target, operation))] })];

        Operation Named(Target target, Operation operation) =>
            operation with { Value = names.GetValueOrDefault((target, operation.Source.Route, operation.Source.Rule), operation.Value) };
    }
}
