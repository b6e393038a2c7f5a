namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// A request as Envoy's filters see it, before any rewrite. <paramref name="Path"/> is the raw <c>:path</c> with its query, or null for a plain
/// CONNECT; <paramref name="Headers"/> has no pseudo headers and may repeat names.
/// </summary>
internal sealed record ReferenceRequest(string Method, string? Path, string Host, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The path up to the query: what path matchers and CEL's <c>request.url_path</c> see.</summary>
    public string UrlPath => Path?.Split('?', 2)[0] ?? "";

    /// <summary>What follows the first <c>?</c>, else the empty string: CEL's <c>request.query</c>. Fragments never get here.</summary>
    public string Query => Path?.Split('?', 2) is [_, var query] ? query : "";

    /// <summary>The value of a header as Envoy's matchers and CEL see it: repeats are joined by a comma, <c>host</c> is the authority; null if absent.</summary>
    public string? Header(string name)
    {
        if (name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            return Host;
        }

        var values = Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToList();
        return values.Count == 0 ? null : string.Join(',', values);
    }

    public override string ToString() =>
        $"{Method} {Path ?? "(no path)"} Host: {Host}{string.Concat(Headers.Select(header => $" [{header.Key}: {header.Value}]"))}";
}
