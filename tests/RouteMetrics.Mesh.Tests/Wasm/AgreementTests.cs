using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;
using RouteMetrics.Core.Tests.Oracle;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>
/// The module against two CELs, this repository's and an independent one, on the same configuration: the conditions of adversarial meshes.
/// <c>ROUTE_METRICS_CASES=100000</c> tries more.
/// </summary>
public sealed class AgreementTests(IndependentCel independent)
{
    private const int ShareOfIndependent = 4;

    [Theory]
    [InlineData(AttachTo.Service, false)]
    [InlineData(AttachTo.Waypoint, false)]
    [InlineData(AttachTo.Service, true)]
    [InlineData(AttachTo.Waypoint, true)]
    public void The_module_gives_the_label_that_CEL_gives(AttachTo attachTo, bool guarded)
    {
        var (sent, asked) = (0L, 0L);
        foreach (var (seed, trial) in Trial.Run(Trial.Seed, Trial.Cases))
        {
            using var vm = new ModuleVm();
            foreach (var question in Question.Of(trial, attachTo, guarded))
            {
                var plugin = vm.Plugin(PluginJson.Of(question.Conditions.Select(CelPrinter.Print)).ToJsonString());
                var host = vm.Plugin(PluginJson.Of(question.Conditions.Select(CelPrinter.Print), decidedByHost: true).ToJsonString());
                foreach (var request in question.Requests)
                {
                    var expected = Place([.. question.Conditions.Select(condition => CelEvaluator.Holds(condition, request))]);
                    var before = vm.Cel.Evaluations;
                    var label = Label(vm, plugin, request);
                    (sent, asked) = (sent + 1, asked + vm.Cel.Evaluations - before);
                    Assert.True(
                        expected == label && expected == Label(vm, host, request),
                        $"ROUTE_METRICS_SEED={seed}: {label ?? "nothing"} instead of {expected ?? "nothing"} for {request}\n{question}");
                }
            }

            Assert.Equal(0, vm.Counters.GetValueOrDefault("wasm_filter.attributegen.type.config.error_count"));
        }

        // Only a text that is not ASCII, and an expression with flags and the like, is left to the host.
        Assert.InRange(asked, 0, sent / 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_module_gives_the_label_that_an_independent_CEL_gives(bool guarded)
    {
        foreach (var (seed, trial) in Trial.Run(Trial.Seed, Trial.Cases / ShareOfIndependent))
        {
            using var vm = new ModuleVm();
            foreach (var question in Question.Of(trial, AttachTo.Waypoint, guarded))
            {
                var conditions = question.Conditions.Select(CelPrinter.Print).ToList();
                var plugin = vm.Plugin(PluginJson.Of(conditions).ToJsonString());
                var outcomes = await independent.EvaluateAsync(conditions, question.Requests);
                foreach (var (index, request) in question.Requests.Index())
                {
                    var expected = Place([.. outcomes.Select(byRequest => byRequest[index].Outcome)]);
                    Assert.True(expected == Label(vm, plugin, request), $"ROUTE_METRICS_SEED={seed}: not {expected ?? "nothing"} for {request}\n{question}");
                }
            }
        }
    }

    /// <summary>The first condition that holds; one that is an error does not end the list.</summary>
    private static string? Place(IReadOnlyList<CelOutcome> outcomes) =>
        outcomes.Index().Where(static item => item.Item == CelOutcome.True).Select(static item => $"{item.Index}").FirstOrDefault();

    private static string? Label(ModuleVm vm, int plugin, CelActivation request) =>
        vm.Send(plugin, ProxyRequest.Of(request)).GetValueOrDefault(PluginJson.Attribute);

    /// <summary>The conditions of one target, and the requests to it with the route that the reference router says Envoy takes.</summary>
    private sealed record Question(IReadOnlyList<CelExpression> Conditions, IReadOnlyList<CelActivation> Requests)
    {
        public static IEnumerable<Question> Of(Trial trial, AttachTo attachTo, bool guarded)
        {
            var reference = new ReferenceRouter(trial.Mesh);
            var list = new ConditionList(trial.Mesh, attachTo, guarded ? ConditionKind.Route : ConditionKind.Request, MeshGenerator.Services);
            foreach (var probes in trial.Probes.GroupBy(static probe => probe.Target))
            {
                var operations = list.For(probes.Key);
                yield return new(
                    [.. operations.Select(operation => operation.Condition!)],
                    [.. probes.Select(probe => list.Activation(probe, reference.Select(probe.Target, probe.Port, probe.Request)))]);
            }
        }

        public override string ToString() => string.Join('\n', Conditions.Select(static (condition, index) => $"{index}: {CelPrinter.Print(condition)}"));
    }
}
