namespace RouteMetrics.Core.Model;

/// <summary>The key of a namespaced object, written <c>namespace/name</c>.</summary>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
