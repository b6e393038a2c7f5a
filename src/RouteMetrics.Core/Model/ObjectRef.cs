namespace RouteMetrics.Core.Model;

/// <summary>The object that a finding is about, written <c>kind namespace/name</c>.</summary>
public readonly record struct ObjectRef(string Kind, NamespacedName Key)
{
    public static ObjectRef Route(RouteKey key) => new(key.KindName, key.Object);

    public static ObjectRef WasmPlugin(NamespacedName key) => new("WasmPlugin", key);

    public static ObjectRef TrafficExtension(NamespacedName key) => new("TrafficExtension", key);

    public static ObjectRef Telemetry(NamespacedName key) => new("Telemetry", key);

    public static ObjectRef AuthorizationPolicy(NamespacedName key) => new("AuthorizationPolicy", key);

    public static ObjectRef RequestAuthentication(NamespacedName key) => new("RequestAuthentication", key);

    public bool IsRoute => Kind == ResourceType.HttpRoutes.Kind || Kind == ResourceType.GrpcRoutes.Kind;

    public override string ToString() => $"{Kind} {Key}";
}
