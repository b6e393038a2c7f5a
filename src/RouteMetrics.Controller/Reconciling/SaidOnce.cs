using System.Collections.Concurrent;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>Remembers the last thing that was said of each namespace, so that it is said again only when it is another.</summary>
internal sealed class SaidOnce
{
    private readonly ConcurrentDictionary<string, string> said = new(StringComparer.Ordinal);

    /// <summary>Whether this text is to be said; empty is nothing, and forgets what was.</summary>
    public bool IsNews(string ns, string text)
    {
        if (text.Length == 0)
        {
            said.TryRemove(ns, out _);
            return false;
        }

        var isNews = !said.TryGetValue(ns, out var last) || last != text;
        said[ns] = text;
        return isNews;
    }
}
