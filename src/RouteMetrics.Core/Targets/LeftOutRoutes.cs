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

    /// <summary>Whether Envoy may call a rule of theirs so: by its own name, or by one made of the route's, which others can imitate.</summary>
    public bool MayBeCalled(string routeName) => ruleNames.Contains(routeName)
        || routes.Exists(route => routeName.StartsWith($"{route.Namespace}.{route.Name}.", StringComparison.Ordinal));

    public void Add(RouteKey route, LeftOutRoute why)
    {
        routes.Add(route);
        ruleNames.UnionWith(why.RuleNames);
    }
}
