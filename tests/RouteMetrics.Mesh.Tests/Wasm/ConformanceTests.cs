using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>The module on the requests of Gateway API's conformance suite, with the route that the reference router says Envoy takes.</summary>
public sealed class ConformanceTests
{
    [Theory]
    [InlineData(AttachTo.Service, ConditionKind.Route)]
    [InlineData(AttachTo.Waypoint, ConditionKind.Route)]
    [InlineData(AttachTo.Service, ConditionKind.Request)]
    [InlineData(AttachTo.Waypoint, ConditionKind.Request)]
    public void The_label_is_that_of_the_expected_match(AttachTo attachTo, ConditionKind kind)
    {
        using var vm = new ModuleVm();
        var (wrong, labelled) = (new List<string>(), 0);
        foreach (var item in ConformanceVectors.All())
        {
            if (item.Probe is not { } probe)
            {
                continue;
            }

            var conditions = new ConditionList(item.Mesh, attachTo, kind, [probe.Target]);
            var operations = conditions.For(probe.Target);
            var plugin = vm.Plugin(PluginJson.Of(operations.Select(static operation => CelPrinter.Print(operation.Condition!))).ToJsonString());
            var taken = new ReferenceRouter(item.Mesh).Select(probe.Target, probe.Port, probe.Request);
            var label = vm.Send(plugin, ProxyRequest.Of(conditions.Activation(probe, taken))).GetValueOrDefault(PluginJson.Attribute);
            labelled += label is null ? 0 : 1;
            CelOutcome[] outcomes = [.. operations.Select((_, place) => $"{place}" == label ? CelOutcome.True : CelOutcome.False)];
            if (ConditionList.Objection(operations, outcomes, item.Expected) is { } objection)
            {
                wrong.Add($"{item.Name}: {objection}");
            }
        }

        Assert.Empty(wrong);
        Assert.NotEqual(0, labelled);
    }
}
