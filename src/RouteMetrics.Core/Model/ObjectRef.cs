namespace RouteMetrics.Core.Model;

/// <summary>The object that a finding is about, written <c>kind namespace/name</c>.</summary>
public readonly record struct ObjectRef(string Kind, NamespacedName Key)
{
    public static ObjectRef HttpRoute(NamespacedName key) => new("HTTPRoute", key);

    public static ObjectRef WasmPlugin(NamespacedName key) => new("WasmPlugin", key);

    public static ObjectRef TrafficExtension(NamespacedName key) => new("TrafficExtension", key);

    public static ObjectRef Telemetry(NamespacedName key) => new("Telemetry", key);

    public override string ToString() => $"{Kind} {Key}";
}
