using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// The order in which Istio merges routes: creation time, then namespace, then name. A route that was never stored will be the youngest.
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
        return order != 0 ? order : string.CompareOrdinal(x.Key.Name, y.Key.Name);
    }
}
