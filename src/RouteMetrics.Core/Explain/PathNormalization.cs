namespace RouteMetrics.Core.Explain;

/// <summary>
/// What Istio's default <c>pathNormalization</c> (Envoy's <c>normalize_path</c>: dot segments of RFC 3986 5.2.4, also spelled <c>%2e</c>,
/// and backslashes) makes of a path before any filter or route sees it. Repeated slashes and other escapes stay.
/// </summary>
internal static class PathNormalization
{
    /// <summary>The path as the filters would see it; the query is left alone.</summary>
    public static string Apply(string path)
    {
        var end = path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? at : path.Length;
        return path.StartsWith('/') ? Join(path[..end].Replace('\\', '/')) + path[end..] : path;
    }

    private static string Join(string path)
    {
        var segments = path[1..].Split('/');
        var kept = new List<string>(segments.Length);
        foreach (var (index, segment) in segments.Index())
        {
            var dots = segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase);
            if (dots is not ("." or ".."))
            {
                kept.Add(segment);
                continue;
            }

            if (dots == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            // A dot segment at the end leaves the folder it stands for, with its slash.
            if (index == segments.Length - 1)
            {
                kept.Add("");
            }
        }

        return $"/{string.Join('/', kept)}";
    }
}
