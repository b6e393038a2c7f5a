using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// The routes of a target that are left out. Only Envoy knows which requests they take. It calls these by names made of the route's, or by
/// <see cref="RuleNames"/>, which others may use as well.
/// </summary>
internal sealed class LeftOutRoutes
{
    private readonly List<RouteKey> routes = [];
    private readonly HashSet<string> ruleNames = new(StringComparer.Ordinal);

    /// <summary>By age.</summary>
    public IReadOnlyList<RouteKey> Routes => routes;

    public IReadOnlySet<string> RuleNames => ruleNames;

    public void Add(RouteKey route, LeftOutRoute why)
    {
        routes.Add(route);
        ruleNames.UnionWith(why.RuleNames);
    }
}
