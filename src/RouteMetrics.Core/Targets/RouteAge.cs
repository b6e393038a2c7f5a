using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// Istio's merge order: creation time, namespace, name, of one name the HTTPRoute first. A route that was never stored is the youngest.
/// </summary>
internal sealed class RouteAge : IComparer<HttpRoute>
{
    public static readonly RouteAge Instance = new();

    /// <summary>By creation time alone.</summary>
    public static int Compare(HttpRoute left, HttpRoute right) =>
        (left.CreationTimestamp ?? DateTimeOffset.MaxValue).CompareTo(right.CreationTimestamp ?? DateTimeOffset.MaxValue);

    int IComparer<HttpRoute>.Compare(HttpRoute? x, HttpRoute? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = Compare(x, y);
        order = order != 0 ? order : string.CompareOrdinal(x.Key.Namespace, y.Key.Namespace);
        order = order != 0 ? order : CompareNames(x.Key.Name, y.Key.Name);
        return order != 0 ? order : x.Key.Kind.CompareTo(y.Key.Kind);
    }

    // From Istio 1.28 on it compares "<name>~<count>~…" (gateway/route_collections.go), and no name has a character that sorts behind "~".
    private static int CompareNames(string left, string right)
    {
        var order = string.CompareOrdinal(left, 0, right, 0, Math.Min(left.Length, right.Length));
        return order != 0 ? order : right.Length.CompareTo(left.Length);
    }
}
