using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Operations;

/// <summary>The native engine's tag, evaluated with the route that Envoy took.</summary>
public sealed class NativeTagTests
{
    [Theory]
    [InlineData("unknown")]
    [InlineData("other")]
    public void The_tag_is_the_name_of_the_match_that_Envoy_took_or_of_its_rule(string unmatched) => Trial.Hold(mesh =>
    {
        var settings = RouteMetricsSettings.Default with { Engine = Engine.Native, UnmatchedName = unmatched };
        var plan = RoutePlan.Of(mesh, settings);
        var conditions = new ConditionList(mesh, AttachTo.Service, ConditionKind.Request, MeshGenerator.Services);
        var reference = new ReferenceRouter(mesh);
        return probe =>
        {
            if (plan.Targets.FirstOrDefault(target => target.Target == probe.Target) is not { } at)
            {
                return null;
            }

            var tag = TagOf(plan, at.Target);
            var chosen = reference.Select(probe.Target, probe.Port, probe.Request);
            var seen = CelEvaluator.Evaluate(tag, conditions.Activation(probe, chosen)) switch
            {
                CelValue.Text(var text) => text,
                CelValue.Error => unmatched == "unknown" ? unmatched : "an error",
                var value => value.ToString(),
            };

            // A route name that no operation has is that of nobody.
            var named = at.Operations.Where(operation => operation.Source == chosen).Select(operation => operation.Value).Distinct().ToList();
            string[] expected = named.Count == 0 ? [unmatched] : [.. named];
            return expected.Contains(seen) ? null : $"the tag is {seen}, not {string.Join(" or ", expected)}: {tag}";
        };
    });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(128)]
    [InlineData(1000)]
    public void Each_of_many_names_is_found_and_the_proxy_s_parser_takes_the_tree(int routes)
    {
        var settings = Some.Defaults with { Engine = Engine.Native, Budget = new() { Series = int.MaxValue } };
        var plan = RoutePlan.Of(
            new() { Routes = [.. Enumerable.Range(0, routes).Select(number => Some.Route($"r-{number}", Some.Service("s"), Some.Exact($"/{number}", "GET")))] }, settings);
        var tag = TagOf(plan, Assert.Single(plan.Targets).Target);

        Assert.True(CelLimits.Measure(tag).Fits);
        for (var number = 0; number < routes; number++)
        {
            Assert.Equal(
                new CelValue.Text($"GET /{number}"), CelEvaluator.Evaluate(tag, new() { Method = "GET", UrlPath = "/", RouteName = $"ns.r-{number}.0" }));
        }

        Assert.IsType<CelValue.Error>(CelEvaluator.Evaluate(tag, new() { Method = "GET", UrlPath = "/", RouteName = "default" }));
    }

    private static CelExpression TagOf(RoutePlan plan, Target target)
    {
        var telemetry = plan.Manifests().Single(manifest => manifest.Kind == "Telemetry" && manifest.Namespace == target.Key.Namespace
            && Text(At(((ManifestValue.List)At(At(manifest.Body, "spec"), "targetRefs")).Items[0], "kind")) == target.Kind.ToString()
            && Text(At(((ManifestValue.List)At(At(manifest.Body, "spec"), "targetRefs")).Items[0], "name")) == target.Key.Name);
        var overrides = At(((ManifestValue.List)At(At(telemetry.Body, "spec"), "metrics")).Items[0], "overrides");
        return ((CelParseResult.Parsed)CelParser.Parse(Text(At(At(At(((ManifestValue.List)overrides).Items[0], "tagOverrides"), "route_name"), "value")))).Expression;
    }

    private static ManifestValue At(ManifestValue value, string key) => ((ManifestValue.Map)value).Entries.Single(entry => entry.Key == key).Value;

    private static string Text(ManifestValue value) => ((ManifestValue.Text)value).Value;
}
