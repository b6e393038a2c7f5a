using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>Istio's merge order: creation time, namespace, name. A route that was never stored is the youngest.</summary>
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
