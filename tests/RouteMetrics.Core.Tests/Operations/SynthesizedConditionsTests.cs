using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Operations;

public sealed class SynthesizedConditionsTests
{
    [Theory]
    [InlineData(AttachTo.Service, ConditionKind.Route)]
    [InlineData(AttachTo.Waypoint, ConditionKind.Route)]
    [InlineData(AttachTo.Service, ConditionKind.Request)]
    [InlineData(AttachTo.Waypoint, ConditionKind.Request)]
    public void Synthesized_conditions_choose_the_match_that_Envoy_would(AttachTo attachTo, ConditionKind kind) =>
        Trial.Hold(mesh => Objection(mesh, attachTo, kind));

    [Theory]
    [InlineData(AttachTo.Service, ConditionKind.Route)]
    [InlineData(AttachTo.Waypoint, ConditionKind.Route)]
    [InlineData(AttachTo.Service, ConditionKind.Request)]
    [InlineData(AttachTo.Waypoint, ConditionKind.Request)]
    public void Synthesized_conditions_agree_with_the_conformance_suite(AttachTo attachTo, ConditionKind kind)
    {
        var objections = (
            from item in ConformanceVectors.All()
            where item.Probe is not null
            let probe = item.Probe!
            let conditions = new ConditionList(item.Mesh, attachTo, kind, [probe.Target])
            let operations = conditions.For(probe.Target)
            let activation = conditions.Activation(probe, item.Expected)
            let outcomes = operations.Select(operation => CelEvaluator.Holds(operation.Condition!, activation)).ToList()
            let objection = ConditionList.Objection(operations, outcomes, item.Expected)
            where objection is not null
            select $"{item.Name}: {objection}").ToList();
        if (objections.Count > 0)
        {
            Assert.Fail(string.Join('\n', objections));
        }
    }

    private static Func<Probe, string?> Objection(MeshSnapshot mesh, AttachTo attachTo, ConditionKind kind)
    {
        var reference = new ReferenceRouter(mesh);
        var conditions = new ConditionList(mesh, attachTo, kind, MeshGenerator.Services);
        return probe =>
        {
            var operations = conditions.For(probe.Target);
            var chosen = conditions.Measures(probe.Target) ? reference.Select(probe.Target, probe.Port, probe.Request) : null;
            var activation = conditions.Activation(probe, chosen);
            return ConditionList.Objection(
                operations, [.. operations.Select(operation => CelEvaluator.Holds(operation.Condition!, activation))], chosen);
        };
    }
}
