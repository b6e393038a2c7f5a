using RouteMetrics.Core.Mesh;
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
        return settings.Engine == Engine.Native
            ? plan with { Targets = WithConditions(plan.Targets, MeshSynthesis.Synthesize(state, settings with { Engine = Engine.Attributegen }).Targets) }
            : plan;
    }

    private static List<TargetOperations> WithConditions(IReadOnlyList<TargetOperations> native, IReadOnlyList<TargetOperations> attributegen)
    {
        var names = native
            .SelectMany(static target => target.Operations.Select(operation => (Key: (target.Target, operation.Source.Route, operation.Source.Rule), operation.Value)))
            .DistinctBy(static rule => rule.Key)
            .ToDictionary(static rule => rule.Key, static rule => rule.Value);
        return [.. attributegen.Select(target => target with { Operations = [.. target.Operations.Select(operation => Named(target.Target, operation)) ] })];

        Operation Named(Target target, Operation operation) =>
            names.TryGetValue((target, operation.Source.Route, operation.Source.Rule), out var name) ? operation with { Value = name } : operation;
    }
}
