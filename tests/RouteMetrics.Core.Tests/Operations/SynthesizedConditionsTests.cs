using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Operations;

public sealed class SynthesizedConditionsTests
{
    [Theory]
    [InlineData(AttachTo.Service)]
    [InlineData(AttachTo.Waypoint)]
    public void Synthesized_conditions_choose_the_match_that_Envoy_would(AttachTo attachTo) =>
        Trial.Hold(mesh => Objection(mesh, attachTo));

    [Theory]
    [InlineData(AttachTo.Service)]
    [InlineData(AttachTo.Waypoint)]
    public void Synthesized_conditions_agree_with_the_conformance_suite(AttachTo attachTo)
    {
        var objections = (
            from item in ConformanceVectors.All()
            where item.Probe is not null
            let probe = item.Probe!
            let operations = new ConditionList(item.Mesh, attachTo, [probe.Target]).For(probe.Target)
            let activation = ConditionList.Activation(probe)
            let outcomes = operations.Select(operation => CelEvaluator.Holds(operation.Condition!, activation)).ToList()
            let objection = ConditionList.Objection(operations, outcomes, item.Expected)
            where objection is not null
            select $"{item.Name}: {objection}").ToList();
        if (objections.Count > 0)
        {
            Assert.Fail(string.Join('\n', objections));
        }
    }

    private static Func<Probe, string?> Objection(MeshSnapshot mesh, AttachTo attachTo)
    {
        var reference = new ReferenceRouter(mesh);
        var conditions = new ConditionList(mesh, attachTo, MeshGenerator.Services);
        return probe =>
        {
            var operations = conditions.For(probe.Target);
            var activation = ConditionList.Activation(probe);
            return ConditionList.Objection(
                operations,
                [.. operations.Select(operation => CelEvaluator.Holds(operation.Condition!, activation))],
                reference.Select(probe.Target, probe.Port, probe.Request));
        };
    }
}
