using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Core.Explanations;

/// <summary>Operations that have a condition whatever the engine, so that each can be explained.</summary>
public static class ExplainablePlan
{
    /// <summary>
    /// What <see cref="MeshSynthesis.Synthesize"/> gives; for the native engine the conditions are attributegen's, which say what Envoy's routing
    /// decides, and each has the name of its rule.
    /// </summary>
    public static MeshPlan Synthesize(MeshState state, RouteMetricsSettings settings)
    {
        var plan = MeshSynthesis.Synthesize(state, settings);
        if (settings.Engine != Engine.Native)
        {
            return plan;
        }

        var attributegen = MeshSynthesis.Synthesize(state, settings with { Engine = Engine.Attributegen });
        return plan with { Targets = Renamed(attributegen.Targets, plan.Targets) };
    }

    private static List<TargetOperations> Renamed(IReadOnlyList<TargetOperations> conditions, IReadOnlyList<TargetOperations> native)
    {
        var names = new Dictionary<(Target, NamespacedName Route, int Rule), string>();
        foreach (var target in native)
        {
            foreach (var operation in target.Operations)
            {
                names.TryAdd((target.Target, operation.Source.Route, operation.Source.Rule), operation.Value);
            }
        }

        return [.. conditions.Select(target => target with { Operations = [.. target.Operations.Select(operation => Named(target.Target, operation))] })];

        Operation Named(Target target, Operation operation) =>
            operation with { Value = names.GetValueOrDefault((target, operation.Source.Route, operation.Source.Rule), operation.Value) };
    }
}
