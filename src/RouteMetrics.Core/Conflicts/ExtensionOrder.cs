using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Conflicts;

/// <summary>
/// The order in which extensions run: phase, priority, namespace (the root's last), age, name. What they target does not count. The last
/// that writes an attribute wins.
/// </summary>
internal sealed class ExtensionOrder : IComparer<AttachedObject.Extension>
{
    public static readonly ExtensionOrder Instance = new();

    public int Compare(AttachedObject.Extension? x, AttachedObject.Extension? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = x.Phase.CompareTo(y.Phase);
        order = order != 0 ? order : (y.Priority ?? long.MinValue).CompareTo(x.Priority ?? long.MinValue);
        order = order != 0 ? order : IsOfRoot(x).CompareTo(IsOfRoot(y));
        return order != 0 ? order : AttachedAge.Instance.Compare(x, y);
    }

    private static bool IsOfRoot(AttachedObject.Extension extension) =>
        extension.Object.Key.Namespace == MeshSnapshot.RootNamespace;
}
