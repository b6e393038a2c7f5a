using System.Text;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// What Istio makes of all HTTPRoutes with one key: their matches in order, cut off behind the first catch-all. <paramref name="Created"/>,
/// <paramref name="Namespace"/> are the oldest route's; <paramref name="Name"/> is the key.
/// </summary>
internal sealed record VirtualService(DateTimeOffset Created, string Name, string Namespace, IReadOnlyList<EnvoyRoute> Routes)
{
    /// <summary>route_collections.go, mergeHTTPRoutes: concatenated by age, then sorted; route.go, BuildHTTPRoutesForVirtualService: cut off.</summary>
    public static VirtualService Merge(string key, IEnumerable<HttpRoute> routes, Slip slip)
    {
        var byAge = ByAge(routes, slip).ToList();
        var sorted = Sorted(byAge.SelectMany(route => RoutesOf(route, slip)), slip).ToList();
        var end = slip == Slip.CatchAllKeepsLaterRoutes ? -1 : sorted.FindIndex(route => route.IsCatchAll);
        return new(
            CreationTime(byAge[0], slip),
            slip == Slip.VirtualServicesByRouteName ? $"{byAge[0].Key.Name}.{byAge[0].Key.Namespace}" : key.Replace('/', '~'),
            byAge[0].Key.Namespace,
            end < 0 ? sorted : sorted[..(end + 1)]);
    }

    /// <summary>pilot/pkg/model, sortConfigByCreationTime: the order in which virtual hosts take VirtualServices.</summary>
    public static IEnumerable<VirtualService> InOrder(IEnumerable<VirtualService> services) => services
        .OrderBy(service => service.Created)
        .ThenBy(service => service.Name, StringComparer.Ordinal)
        .ThenBy(service => service.Namespace, StringComparer.Ordinal);

    /// <summary>
    /// conversion.go, sortHTTPRoutes: Exact, Prefix, Regex; then longer; then method, headers, query parameters. Stable. Explicit
    /// <c>matches: []</c> last. Go's <c>len</c> counts UTF-8 bytes.
    /// </summary>
    public static IEnumerable<EnvoyRoute> Sorted(IEnumerable<EnvoyRoute> routes, Slip slip)
    {
        var ranked = routes.Select(route => (Route: route, Match: route.Match ?? (slip == Slip.EmptyMatchesAsRoot ? HttpRouteMatch.Any : null)));
        return ranked
            .OrderBy(item => item.Match is null)
            .ThenBy(item => Rank(item.Match?.Path, slip))
            .ThenBy(item => Length(item.Match?.Path, slip) * (slip == Slip.ShorterPathFirst ? 1 : -1))
            .ThenByDescending(item => slip == Slip.HeadersBeforeMethod ? item.Match?.Headers.Count : 0)
            .ThenByDescending(item => item.Match?.Method is not null && slip != Slip.MethodIgnored)
            .ThenByDescending(item => slip == Slip.QueryBeforeHeaders ? item.Match?.QueryParams.Count : 0)
            .ThenByDescending(item => Headers(item.Match, slip))
            .ThenByDescending(item => item.Match?.QueryParams.Count)
            .Select(item => item.Route);
    }

    /// <summary>The path as Istio programs it (createURIMatch): of a prefix, one trailing slash is ignored.</summary>
    public static string PathText(PathMatch path, Slip slip) =>
        path is PathMatch.Prefix { Value: not "/" } && path.Value.EndsWith('/') && slip != Slip.TrailingSlashKept ? path.Value[..^1] : path.Value;

    // conversion.go, sortRoutesByCreationTime.
    private static IEnumerable<HttpRoute> ByAge(IEnumerable<HttpRoute> routes, Slip slip)
    {
        var byAge = slip == Slip.YoungestFirst
            ? routes.OrderByDescending(route => CreationTime(route, slip))
            : routes.OrderBy(route => CreationTime(route, slip));
        return slip == Slip.NamespaceAfterName
            ? byAge.ThenBy(route => route.Key.Name, StringComparer.Ordinal).ThenBy(route => route.Key.Namespace, StringComparer.Ordinal)
            : byAge.ThenBy(route => route.Key.Namespace, StringComparer.Ordinal).ThenBy(route => route.Key.Name, StringComparer.Ordinal);
    }

    private static DateTimeOffset CreationTime(HttpRoute route, Slip slip) =>
        route.CreationTimestamp ?? (slip == Slip.UnstoredIsOldest ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue);

    private static IEnumerable<EnvoyRoute> RoutesOf(HttpRoute route, Slip slip)
    {
        var rules = route.Rules.Index().SelectMany(rule => rule.Item.Matches.Count == 0
            ? [new EnvoyRoute(new(route.Key, rule.Index, 0), null)]
            : rule.Item.Matches.Index().Select(match => new EnvoyRoute(new(route.Key, rule.Index, match.Index), match.Item)));
        return (slip, RouteConversion.Succeeds(route, slip)) switch
        {
            (Slip.DroppedRoutesKeepHosts, false) => [],
            (Slip.LastRuleFirst, _) => rules.Reverse(),
            _ => rules,
        };
    }

    private static int Rank(PathMatch? path, Slip slip) => path switch
    {
        PathMatch.Exact => 0,
        PathMatch.Prefix => 2,
        _ => slip == Slip.RegexBeforePrefix ? 1 : 3,
    };

    private static int Length(PathMatch? path, Slip slip) => path switch
    {
        null => 0,
        _ when slip == Slip.LengthInCharacters => PathText(path, slip).Length,
        _ => Encoding.UTF8.GetByteCount(PathText(path, slip)),
    };

    private static int? Headers(HttpRouteMatch? match, Slip slip) => slip == Slip.FirstHeaderSpellingOnly
        ? match?.Headers.DistinctBy(header => header.Name, StringComparer.OrdinalIgnoreCase).Count()
        : match?.Headers.Count;
}
