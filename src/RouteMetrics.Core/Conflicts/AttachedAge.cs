using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Conflicts;

/// <summary>Istio's order of creation: time, then name, then namespace. What was never stored is the youngest.</summary>
internal sealed class AttachedAge : IComparer<AttachedObject>
{
    public static readonly AttachedAge Instance = new();

    public int Compare(AttachedObject? x, AttachedObject? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = (x.CreationTimestamp ?? DateTimeOffset.MaxValue).CompareTo(y.CreationTimestamp ?? DateTimeOffset.MaxValue);
        order = order != 0 ? order : string.CompareOrdinal(x.Object.Key.Name, y.Object.Key.Name);
        return order != 0 ? order : string.CompareOrdinal(x.Object.Key.Namespace, y.Object.Key.Namespace);
    }
}
