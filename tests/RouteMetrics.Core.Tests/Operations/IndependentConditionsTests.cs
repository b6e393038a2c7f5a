using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Oracle;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Operations;

/// <summary>The conditions as text, evaluated by a CEL and an RE2 that this project did not write.</summary>
public sealed class IndependentConditionsTests(IndependentCel cel)
{
    // Each trial is a question to another process.
    private const int Share = 4;

    [Theory]
    [InlineData(AttachTo.Service, ConditionKind.Route)]
    [InlineData(AttachTo.Waypoint, ConditionKind.Route)]
    [InlineData(AttachTo.Service, ConditionKind.Request)]
    [InlineData(AttachTo.Waypoint, ConditionKind.Request)]
    public async Task Synthesized_conditions_choose_the_match_that_Envoy_would_for_an_independent_CEL_too(AttachTo attachTo, ConditionKind kind)
    {
        foreach (var (seed, trial) in Trial.Run(Trial.Seed, Trial.Cases / Share))
        {
            var reference = new ReferenceRouter(trial.Mesh);
            var conditions = new ConditionList(trial.Mesh, attachTo, kind, MeshGenerator.Services);
            foreach (var probes in trial.Probes.GroupBy(probe => probe.Target).Select(group => group.ToList()))
            {
                var operations = conditions.For(probes[0].Target);
                var outcomes = await cel.EvaluateAsync(
                    [.. operations.Select(operation => operation.Condition!.ToString())], [.. probes.Select(probe => conditions.Activation(probe, reference.Select(probe.Target, probe.Port, probe.Request)))]);
                foreach (var (index, probe) in probes.Index())
                {
                    var objection = ConditionList.Objection(
                        operations,
                        [.. outcomes.Select(byRequest => byRequest[index].Outcome)],
                        conditions.Measures(probe.Target) ? reference.Select(probe.Target, probe.Port, probe.Request) : null);
                    if (objection is not null)
                    {
                        Assert.Fail($"ROUTE_METRICS_SEED={seed}\n{Description.Of(trial.Mesh)}{probe}\n{objection}");
                    }
                }
            }
        }
    }
}
