using RouteMetrics.Core.Model;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Files;

/// <summary>The kinds of objects that are looked for in input, each by its API versions, the preferred one first.</summary>
public sealed class InputKinds
{
    private const string TelemetryV1Alpha1 = "telemetry.istio.io/v1alpha1";

    private static readonly string[] GatewayVersions =
        [$"{ParentRef.GatewayGroup}/v1", $"{ParentRef.GatewayGroup}/v1beta1", $"{ParentRef.GatewayGroup}/v1alpha2"];

    private static readonly string[] NetworkingVersions =
        [ResourceType.VirtualServices.ApiVersion, "networking.istio.io/v1beta1", "networking.istio.io/v1alpha3"];

    private readonly Dictionary<string, string[]> versions;

    private InputKinds(IEnumerable<KeyValuePair<string, string[]>> versions) => this.versions = new(versions, StringComparer.Ordinal);

    private static readonly string[] SecurityVersions = [ResourceType.AuthorizationPolicies.ApiVersion, "security.istio.io/v1beta1"];

    /// <summary>What operations are synthesized from, and the policies that hold a waypoint back.</summary>
    public static InputKinds Mesh { get; } = new(
    [
        new("Namespace", ["v1"]), new("Service", ["v1"]), new("Gateway", GatewayVersions), new("HTTPRoute", GatewayVersions),
        new("GRPCRoute", GatewayVersions), new("ListenerSet", [ResourceType.ListenerSets.ApiVersion]),
        new("ServiceEntry", NetworkingVersions),
        new("AuthorizationPolicy", SecurityVersions), new("RequestAuthentication", SecurityVersions),
    ]);

    /// <summary>These, and the WasmPlugins, TrafficExtensions and Telemetries whose expressions are judged.</summary>
    public static InputKinds Judged { get; } = new(
    [
        .. Mesh.versions,
        new("WasmPlugin", [ResourceType.WasmPlugins.ApiVersion]),
        new("TrafficExtension", [ResourceType.TrafficExtensions.ApiVersion]),
        new("Telemetry", [ResourceType.Telemetries.ApiVersion, TelemetryV1Alpha1]),
        new("VirtualService", NetworkingVersions),
    ]);

    /// <summary>Whether documents of a kind are looked into.</summary>
    public bool AreRead(string kind) => versions.ContainsKey(kind) || kind.EndsWith("List", StringComparison.Ordinal);

    /// <summary>The API versions of each kind, the preferred one first.</summary>
    internal IReadOnlyDictionary<string, string[]> Versions => versions;

    /// <summary>As help lists them: <c>Namespaces, Services, Gateways, HTTPRoutes</c>.</summary>
    public override string ToString() =>
        string.Join(", ", versions.Keys.Select(static kind => kind.EndsWith('y') ? $"{kind[..^1]}ies" : $"{kind}s"));

    /// <summary>Whether it is a Gateway of networking.istio.io, which is looked into where VirtualServices are.</summary>
    internal bool IsIstioGateway(ObjectType type) =>
        type is { Kind: "Gateway", ApiVersion: { } version }
        && versions.ContainsKey("VirtualService")
        && NetworkingVersions.Contains(version, StringComparer.Ordinal);

    /// <summary>
    /// False for an object that is not to be read; <paramref name="fault"/> then says what is wrong with its type. A kind of the same name
    /// in another group, such as Knative's Service, is not a fault.
    /// </summary>
    internal bool IsRead(ObjectType type, out string? fault)
    {
        fault = null;
        if (type.Kind is null || !versions.TryGetValue(type.Kind, out var known))
        {
            return false;
        }

        if (type.ApiVersion is null)
        {
            fault = $"{type.Kind} without apiVersion; add apiVersion: {known[0]}";
            return false;
        }

        if (known.Contains(type.ApiVersion, StringComparer.Ordinal))
        {
            return true;
        }

        var group = known[0].IndexOf('/') is >= 0 and var slash ? known[0].AsSpan(0, slash + 1) : [];
        if (!group.IsEmpty && type.ApiVersion.AsSpan().StartsWith(group, StringComparison.Ordinal))
        {
            fault = $"{type.Kind} of apiVersion {OneLine.Quote(type.ApiVersion)} cannot be read; use {string.Join(", ", known)}";
        }

        return false;
    }
}
