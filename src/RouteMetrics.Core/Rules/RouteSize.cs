using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Rules;

/// <summary>What a route takes of memory, in bytes; texts are UTF-16, whatever they were in JSON. An estimate from above.</summary>
public static class RouteSize
{
    private const int Object = 48;
    private const int Text = 24;

    public static long Of(HttpRoute route)
    {
        long size = (3 * Object) + Of(route.Key.Namespace) + Of(route.Key.Name);
        foreach (var (key, value) in route.Annotations)
        {
            size += Object + Of(key) + Of(value);
        }

        foreach (var parent in route.ParentRefs)
        {
            size += (2 * Object) + Of(parent.Group) + Of(parent.Kind) + Of(parent.Namespace) + Of(parent.Name) + Of(parent.SectionName);
        }

        size += Of(route.UseDefaultGateways);
        foreach (var hostname in route.Hostnames)
        {
            size += Of(hostname);
        }

        foreach (var rule in route.Rules)
        {
            size += OfRule(rule);
        }

        return size + (route.LeftOut is { } leftOut ? Of(leftOut.Reason) + OfAll(leftOut.RuleNames) : 0);
    }

    private static long OfRule(HttpRouteRule rule)
    {
        var size = (2 * Object) + Of(rule.Name) + OfAll(rule.FilterTypes) + OfAll(rule.BackendFilterTypes);
        foreach (var match in rule.Matches)
        {
            size += (3 * Object) + Of(match.Path.Value) + Of(match.Method);
            for (var i = 0; i < match.Headers.Count; i++)
            {
                size += (2 * Object) + Of(match.Headers[i].Name) + Of(match.Headers[i].Value.Value);
            }

            for (var i = 0; i < match.QueryParams.Count; i++)
            {
                size += (2 * Object) + Of(match.QueryParams[i].Name) + Of(match.QueryParams[i].Value.Value);
            }
        }

        return size;
    }

    private static long OfAll(IReadOnlyList<string> texts)
    {
        var size = 0L;
        for (var i = 0; i < texts.Count; i++)
        {
            size += Of(texts[i]);
        }

        return size;
    }

    private static long Of(string? text) => text is null ? 0 : Text + (sizeof(char) * (long)text.Length);
}
