using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;
using ValueMatch = RouteMetrics.Core.Model.ValueMatch;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// One Envoy route: Istio makes one of each match (pilot/pkg/config/kube/gateway/route_collections.go). <paramref name="Match"/> is null for an
/// explicit <c>matches: []</c>, which Istio programs as prefix "/" (networking/core/route/route.go, TranslateRouteMatch).
/// </summary>
internal sealed record EnvoyRoute(MatchKey Source, HttpRouteMatch? Match)
{
    // RE2 stood in for by .NET. What the generator and the vectors use means the same in both: no classes like \d or \w (ASCII in RE2, Unicode in
    // .NET), no case folding, no repetition counted over code points outside the BMP, and no subject with a line feed.
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    // \Q…\E, the one construct of RE2 that .NET lacks and that a condition may get wrong: without \E it reaches to the end.
    private static readonly Regex Quoted = new(@"\\Q(?<text>.*?)(?:\\E|\z)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    /// <summary>Whether nothing can come after it in one VirtualService (route.go, IsCatchAllRoute).</summary>
    public bool IsCatchAll =>
        Match is null
        || (Match.Method is null && Match.Headers.Count == 0 && Match.QueryParams.Count == 0
            && Match.Path is NoPath or PathMatch.Prefix { Value: "/" } or PathMatch.RegularExpression { Value: ".*" });

    public bool Selects(ReferenceRequest request, Slip slip)
    {
        // VirtualHostImpl::getRouteFromRoutes skips every route for a request without :path, except CONNECT matchers, which Istio never writes.
        if (request.Path is null && slip != Slip.PathlessIsEmptyPath)
        {
            return false;
        }

        return PathMatches(Match?.Path ?? HttpRouteMatch.DefaultPath, request, slip)
            && (Match?.Method is not { } method || method == request.Method)
            && HeadersOf(Match, slip).All(header => HeaderMatches(header, request, slip))
            && (Match?.QueryParams ?? []).All(param => QueryMatches(param, request, slip));
    }

    private static IEnumerable<HeaderMatch> HeadersOf(HttpRouteMatch? match, Slip slip) => slip == Slip.FirstHeaderSpellingOnly
        ? (match?.Headers ?? []).DistinctBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
        : match?.Headers ?? [];

    private static bool PathMatches(PathMatch match, ReferenceRequest request, Slip slip)
    {
        var path = slip == Slip.AsteriskIsRoot && request.UrlPath == "*" ? "/" : request.UrlPath;
        var comparison = slip == Slip.PathIgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return match switch
        {
            PathMatch.Exact(var value) => path.Equals(value, comparison),
            NoPath or PathMatch.Prefix("/") => path.StartsWith('/'),
            ServicePrefix(var value) => PrefixMatches(path, value[..^1], comparison, slip),
            PathMatch.Prefix => PrefixMatches(path, VirtualService.PathText(match, slip), comparison, slip),
            PathMatch.RegularExpression(var value) => RegexMatches(value, path, slip),
            _ => false,
        };
    }

    private static bool PrefixMatches(string path, string prefix, StringComparison comparison, Slip slip) =>
        path.StartsWith(prefix, comparison)
        && (slip == Slip.PrefixBySubstring || path.Length == prefix.Length || path[prefix.Length] == '/');

    private static bool HeaderMatches(HeaderMatch match, ReferenceRequest request, Slip slip)
    {
        var value = slip switch
        {
            Slip.HeaderNameMatchesCase => request.Headers.Any(header => header.Key == match.Name) ? request.Header(match.Name) : null,
            Slip.FirstHeaderValueOnly when request.Headers.FirstOrDefault(header =>
                header.Key.Equals(match.Name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } first => first.Value,
            _ => request.Header(match.Name),
        };
        return value is not null && ValueMatches(match.Value, value, slip);
    }

    private static bool QueryMatches(QueryParamMatch match, ReferenceRequest request, Slip slip)
    {
        var comparison = slip == Slip.QueryNameIgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var values = request.Query.Split('&')
            .Select(param => param.Split('=', 2))
            .Where(param => param[0].Equals(match.Name, comparison) && (param.Length == 2 || slip != Slip.BareParamIsAbsent))
            .Select(param => param.Length == 2 ? param[1] : "")
            .ToList();
        var value = slip == Slip.LastQueryParam ? values.LastOrDefault() : values.FirstOrDefault();
        return value is not null && ValueMatches(match.Value, slip == Slip.QueryDecoded ? Uri.UnescapeDataString(value) : value, slip);
    }

    private static bool ValueMatches(ValueMatch match, string value, Slip slip) => match switch
    {
        ValueMatch.Exact(var expected) => value == expected,
        ValueMatch.RegularExpression("*") => slip != Slip.StarIsRegex || value == "*",
        ValueMatch.RegularExpression(var pattern) => RegexMatches(pattern, value, slip),
        _ => false,
    };

    private static bool RegexMatches(string pattern, string subject, Slip slip) =>
        Compiled.GetOrAdd(
            slip == Slip.RegexUnanchored ? Unquoted(pattern) : $@"\A(?:{Unquoted(pattern)})\z",
            text => new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)).IsMatch(subject);

    private static string Unquoted(string pattern) => Quoted.Replace(pattern, match => Regex.Escape(match.Groups["text"].Value));
}
