using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Manifests;

/// <summary>Without the label of its revision, no istiod of a revision programs a waypoint.</summary>
public class WaypointRevisionTests
{
    [Theory]
    [InlineData("istio-injection=disabled,istio.io/rev=prod", "", "prod")]
    [InlineData("istio-injection=disabled,istio.io/rev=prod", "stable", "prod")]
    [InlineData("istio-injection=disabled", "stable", "stable")]
    [InlineData("", "1-30-2", "1-30-2")]
    [InlineData("", "", null)]
    public void A_waypoint_has_the_revision_of_its_namespace_else_the_configured_one(string labels, string configured, string? revision)
    {
        var ns = new NamespaceResource("ns", labels.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(static label => label.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal));
        var state = new MeshSnapshot { Namespaces = [ns], Routes = [Some.Route("r", Some.Service("s"), Some.Exact("/x"))] };

        Assert.Equal(revision, RevisionOf(RoutePlan.Of(state, Some.Defaults with { WaypointRevision = configured })));
    }

    [Fact]
    public void A_namespace_that_is_not_known_has_the_configured_revision() => Assert.Equal(
        "prod",
        RevisionOf(RoutePlan.Of(
            new() { Routes = [Some.Route("r", Some.Service("s"), Some.Exact("/x"))] }, Some.Defaults with { WaypointRevision = "prod" })));

    private static string? RevisionOf(RoutePlan plan)
    {
        var waypoint = Assert.Single(plan.Manifests(), static manifest => manifest.Kind == "Gateway");
        var metadata = (ManifestValue.Map)waypoint.Body.Entries.Single(static entry => entry.Key == "metadata").Value;
        var labels = (ManifestValue.Map)metadata.Entries.Single(static entry => entry.Key == "labels").Value;
        return (labels.Entries.SingleOrDefault(static entry => entry.Key == "istio.io/rev").Value as ManifestValue.Text)?.Value;
    }
}
