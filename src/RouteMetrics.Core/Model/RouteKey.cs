namespace RouteMetrics.Core.Model;

/// <summary>The kinds of routes that Istio makes HTTP routes of, in the order in which it lists them.</summary>
public enum RouteKind
{
    /// <summary>HTTPRoute.</summary>
    Http,

    /// <summary>GRPCRoute.</summary>
    Grpc,
}

/// <summary>The key of a route. An HTTPRoute and a GRPCRoute may have one name; written, only the rarer kind is told.</summary>
public readonly record struct RouteKey(RouteKind Kind, string Namespace, string Name)
{
    /// <summary>The kind as objects of it write it.</summary>
    public string KindName => ResourceType.Of(Kind).Kind;

    public NamespacedName Object => new(Namespace, Name);

    // No object's name holds a slash.
    internal NamespacedName AmongAllKinds => Kind == RouteKind.Http ? Object : new(Namespace, $"{Name}/{KindName}");

    public override string ToString() => Kind == RouteKind.Http ? $"{Namespace}/{Name}" : $"{KindName} {Namespace}/{Name}";
}
