using System.Globalization;
using System.Text.RegularExpressions;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;
using RouteMetrics.Core.Tests.Operations;
using RouteMetrics.Core.Tests.Reference;
using ValueMatch = RouteMetrics.Core.Model.ValueMatch;

namespace RouteMetrics.Core.Tests.Targets;

/// <summary>RMW002 and RMW003 against the reference router: what is told is true, and without expressions nothing is left out.</summary>
public sealed partial class ReachabilityTests
{
    [Fact]
    public void No_request_comes_to_a_match_that_is_told_to_be_unreachable() => Trial.Hold(static mesh =>
    {
        var router = new ReferenceRouter(mesh);
        var told = Told(mesh);
        return probe => router.Select(probe.Target, probe.Port, probe.Request) is { } match && told.Contains(match) ? $"{match} is told to be unreachable" : null;
    });

    [Fact]
    public void No_request_made_from_a_match_that_is_told_to_be_unreachable_comes_to_it()
    {
        var told = 0;
        foreach (var (seed, mesh) in Meshes(static mesh => mesh))
        {
            var router = new ReferenceRouter(mesh);
            foreach (var match in Told(mesh))
            {
                told++;
                var probe = Witnesses.Of(match, mesh).FirstOrDefault(probe => CanBeSent(probe) && router.Select(probe.Target, probe.Port, probe.Request) == match);
                Assert.True(probe is null, $"ROUTE_METRICS_SEED={seed}\n{Description.Of(mesh)}{probe}\n{match} is told to be unreachable");
            }
        }

        Assert.InRange(told, 20, int.MaxValue);
    }

    [Fact]
    public void Without_expressions_a_request_comes_to_every_match_that_is_not_told()
    {
        var reached = 0;
        foreach (var (seed, mesh) in Meshes(WithoutExpressions))
        {
            var router = new ReferenceRouter(mesh);
            var plan = RoutePlan.Of(mesh, Some.Defaults);
            foreach (var match in plan.Targets.SelectMany(static target => target.Operations).Select(static operation => operation.Source).Distinct())
            {
                reached++;
                Assert.True(
                    Witnesses.Of(match, mesh).Any(probe => router.Select(probe.Target, probe.Port, probe.Request) == match),
                    $"ROUTE_METRICS_SEED={seed}\n{Description.Of(mesh)}{match} is not told to be unreachable");
            }
        }

        Assert.InRange(reached, 500, int.MaxValue);
    }

    // A witness for a match on the header Host takes the value for its host, whatever it is.
    private static bool CanBeSent(Probe probe) => !probe.Request.Host.AsSpan().ContainsAny('\r', '\n', '\0');

    private static IEnumerable<(int Seed, MeshSnapshot Mesh)> Meshes(Func<MeshSnapshot, MeshSnapshot> change) =>
        Trial.Run(Trial.Seed, Trial.Cases).Select(item => (item.Seed, change(item.Trial.Mesh)));

    private static HashSet<MatchKey> Told(MeshSnapshot mesh) => [.. RoutePlan.Of(mesh, Some.Defaults).Findings
        .Where(static finding => finding.Code is FindingCode.RMW002 or FindingCode.RMW003)
        .Select(static finding => (Key: KeyOf(finding.Object), Place().Match(finding.Path).Groups))
        .Select(static place => new MatchKey(place.Key, Number(place.Groups[1]), Number(place.Groups[2])))];

    private static RouteKey KeyOf(ObjectRef route) =>
        new(route.Kind == "GRPCRoute" ? RouteKind.Grpc : RouteKind.Http, route.Key.Namespace, route.Key.Name);

    private static int Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    // At a Gateway the header Host also decides on the virtual host: a match that asks for one is left to the other properties.
    private static MeshSnapshot WithoutExpressions(MeshSnapshot mesh) => mesh with
    {
        Routes = [.. mesh.Routes.Select(route => route with
        {
            Rules = [.. route.Rules.Select(rule => rule with { Matches = [.. rule.Matches.Select(match => WithoutExpressions(match, route))] })],
        })],
    };

    private static HttpRouteMatch WithoutExpressions(HttpRouteMatch match, HttpRoute route) => match with
    {
        Path = match.Path switch
        {
            PathMatch.RegularExpression => new PathMatch.Prefix("/a"),
            PathMatch.GrpcMethod { IsExpression: true } or PathMatch.GrpcMethod { Service: null, Method: not null } => new PathMatch.GrpcMethod("a", "b", IsExpression: false),
            _ => match.Path,
        },
        Headers = [.. match.Headers.Where(header => !header.Name.Equals("host", StringComparison.OrdinalIgnoreCase) || route.ParentRefs.All(static parent => parent.IsService))
            .Select(static header => header with { Value = WithoutExpression(header.Value) })],
        QueryParams = [.. match.QueryParams.Select(static param => param with { Value = WithoutExpression(param.Value) })],
    };

    private static ValueMatch WithoutExpression(ValueMatch value) =>
        value is ValueMatch.RegularExpression { Value: not ("*" or ".*") } ? new ValueMatch.Exact("1") : value;

    [GeneratedRegex(@"^spec\.rules\[(\d+)\](?:\.matches\[(\d+)\])?", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
