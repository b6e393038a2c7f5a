using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;
using RouteMetrics.Core.Tests.Operations;
using RouteMetrics.Core.Tests.Oracle;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>What is planned against what istiod's own code and a real Envoy did.</summary>
public sealed class RecordedMeshTests(IndependentCel cel)
{
    private const int MostShown = 10;

    [Theory]
    [InlineData(ConditionKind.Route)]
    [InlineData(ConditionKind.Request)]
    public async Task The_conditions_name_the_route_that_Envoy_took(ConditionKind kind)
    {
        var faults = new List<string>();
        foreach (var set in RecordedSet.All())
        {
            var plan = RoutePlan.Of(set.Mesh, RouteMetricsSettings.Default with { Conditions = kind });
            foreach (var requests in set.Requests.GroupBy(request => request.Probe.Target).Select(group => group.ToList()))
            {
                var operations = At(plan, requests[0].Probe.Target)?.Operations ?? [];
                var outcomes = operations.Count == 0 ? [] : await cel.EvaluateAsync(
                    [.. operations.Select(operation => operation.Condition!.ToString())],
                    [.. requests.Select(request => ConditionList.Activation(request.Probe, request.RouteName))]);
                faults.AddRange(requests.Index().Select(request => Fault(set, request.Item, Chosen(operations, outcomes, request.Index))).OfType<string>());
            }
        }

        AssertNone(faults);
    }

    [Fact]
    public void Explain_names_the_route_that_Envoy_took()
    {
        var faults = new List<string>();
        foreach (var set in RecordedSet.All())
        {
            var plan = RoutePlan.Of(set.Mesh, RouteMetricsSettings.Default);
            faults.AddRange(set.Requests.Select(request => Fault(set, request, Explained(plan, set, request))).OfType<string>());
        }

        AssertNone(faults);
    }

    private static TargetOperations? At(RoutePlan plan, Target target) => plan.Targets.FirstOrDefault(item => item.Target == target);

    // The first that holds; an error ends the search, as in the proxy.
    private static MatchKey? Chosen(IReadOnlyList<Operation> operations, IReadOnlyList<IReadOnlyList<IndependentOutcome>> outcomes, int request)
    {
        foreach (var (index, operation) in operations.Index())
        {
            switch (outcomes[index][request].Outcome)
            {
                case CelOutcome.True:
                    return operation.Source;
                case CelOutcome.Error:
                    return null;
            }
        }

        return null;
    }

    private static MatchKey? Explained(RoutePlan plan, RecordedSet set, RecordedRequest request)
    {
        var (target, port, sent) = request.Probe;
        var asked = new ProxyRequest(sent.Method, "http", sent.Host, port, sent.Path) { Headers = sent.Headers };
        return At(plan, target) is { } at
            && RequestExplanation.Explain(at, asked, set.Mesh, RouteMetricsSettings.Default).Outcome is ExplainedOutcome.Matched(var operation)
                ? operation.Source
                : null;
    }

    private static string? Fault(RecordedSet set, RecordedRequest request, MatchKey? chosen) =>
        chosen?.Route == request.Route && chosen?.Rule == request.Rule
            ? null
            : $"{(chosen is null ? "missing" : "wrong")}: {set.Name}: {request.Probe}: Envoy took {(request.Route is null ? "none" : $"{request.Route} rules[{request.Rule}]")}, not {chosen}";

    private static void AssertNone(List<string> faults) =>
        Assert.True(faults.Count == 0, $"{faults.Count} requests\n{string.Join('\n', faults.Take(MostShown))}");
}
