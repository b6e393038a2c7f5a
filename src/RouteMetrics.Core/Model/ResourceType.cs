using System.Diagnostics;

namespace RouteMetrics.Core.Model;

/// <summary>One resource of the Kubernetes API. The group of core resources is empty.</summary>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool IsNamespaced)
{
    public static readonly ResourceType Namespaces = new("", "v1", "namespaces", "Namespace", IsNamespaced: false);
    public static readonly ResourceType Services = new("", "v1", "services", "Service", IsNamespaced: true);
    public static readonly ResourceType ConfigMaps = new("", "v1", "configmaps", "ConfigMap", IsNamespaced: true);
    public static readonly ResourceType Secrets = new("", "v1", "secrets", "Secret", IsNamespaced: true);
    public static readonly ResourceType Events = new("", "v1", "events", "Event", IsNamespaced: true);
    public static readonly ResourceType Gateways = new(ParentRef.GatewayGroup, "v1", "gateways", "Gateway", IsNamespaced: true);
    public static readonly ResourceType ListenerSets =
        new(ParentRef.GatewayGroup, "v1", "listenersets", "ListenerSet", IsNamespaced: true);

    public static readonly ResourceType HttpRoutes = new(ParentRef.GatewayGroup, "v1", "httproutes", "HTTPRoute", IsNamespaced: true);
    public static readonly ResourceType GrpcRoutes = new(ParentRef.GatewayGroup, "v1", "grpcroutes", "GRPCRoute", IsNamespaced: true);
    public static readonly ResourceType WasmPlugins =
        new("extensions.istio.io", "v1alpha1", "wasmplugins", "WasmPlugin", IsNamespaced: true);

    /// <summary>What supersedes WasmPlugin from Istio 1.30 on, and is alpha there.</summary>
    public static readonly ResourceType TrafficExtensions =
        new("extensions.istio.io", "v1alpha1", "trafficextensions", "TrafficExtension", IsNamespaced: true);

    public static readonly ResourceType Telemetries = new("telemetry.istio.io", "v1", "telemetries", "Telemetry", IsNamespaced: true);
    public static readonly ResourceType AuthorizationPolicies =
        new("security.istio.io", "v1", "authorizationpolicies", "AuthorizationPolicy", IsNamespaced: true);

    public static readonly ResourceType RequestAuthentications =
        new("security.istio.io", "v1", "requestauthentications", "RequestAuthentication", IsNamespaced: true);

    public static readonly ResourceType ServiceEntries =
        new(ParentRef.IstioGroup, "v1", "serviceentries", "ServiceEntry", IsNamespaced: true);

    public static readonly ResourceType VirtualServices =
        new(ParentRef.IstioGroup, "v1", "virtualservices", "VirtualService", IsNamespaced: true);

    public static readonly ResourceType IstioGateways = new(ParentRef.IstioGroup, "v1", "gateways", "Gateway", IsNamespaced: true);

    public static readonly ResourceType Leases = new("coordination.k8s.io", "v1", "leases", "Lease", IsNamespaced: true);

    public static readonly ResourceType EndpointSlices =
        new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", IsNamespaced: true);

    /// <summary>Of OpenReports, which took over from the working group's PolicyReport.</summary>
    public static readonly ResourceType Reports = new("openreports.io", "v1alpha1", "reports", "Report", IsNamespaced: true);

    public static readonly ResourceType PolicyReports =
        new("wgpolicyk8s.io", "v1alpha2", "policyreports", "PolicyReport", IsNamespaced: true);

    public static readonly ResourceType MutatingWebhookConfigurations =
        new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", IsNamespaced: false);

    public static readonly ResourceType ValidatingWebhookConfigurations =
        new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", IsNamespaced: false);

    private static readonly ResourceType[] All =
    [
        Namespaces, Services, ConfigMaps, Secrets, Events, Gateways, ListenerSets, HttpRoutes, GrpcRoutes, WasmPlugins, TrafficExtensions,
        Telemetries, Leases, AuthorizationPolicies, RequestAuthentications, VirtualServices, ServiceEntries,
        Reports, PolicyReports, MutatingWebhookConfigurations, ValidatingWebhookConfigurations,
    ];

    /// <summary>As objects of this resource write it: <c>v1</c>, <c>gateway.networking.k8s.io/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The resource as RBAC and <c>kubectl</c> write it: <c>services</c>, <c>gateways.gateway.networking.k8s.io</c>.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The path of discovery that lists this resource: <c>/apis/{group}/{version}</c>.</summary>
    public string DiscoveryPath => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    /// <summary>The resource among the ones above that objects of this type are of; null if there is none.</summary>
    public static ResourceType? Of(string apiVersion, string kind) =>
        Array.Find(All, type => type.Kind == kind && type.ApiVersion == apiVersion);

    /// <summary>The resource that the object of a finding is of; null for a kind that does not exist, or is none of ours.</summary>
    public static ResourceType? Find(ObjectRef about) => Array.Find(All, type => type.Kind == about.Kind);

    /// <summary>The resource that the object of a finding about the cluster is of.</summary>
    public static ResourceType Of(ObjectRef about) =>
        Find(about) ?? throw new UnreachableException($"no finding is about a {about.Kind}");

    /// <summary>The resource of routes of a kind.</summary>
    public static ResourceType Of(RouteKind kind) => kind == RouteKind.Grpc ? GrpcRoutes : HttpRoutes;

    /// <summary>The path of one object, or of the collection; without a namespace: of all namespaces.</summary>
    public string PathOf(string? ns, string? name = null)
    {
        var collection = ns is null || !IsNamespaced ? Plural : $"namespaces/{Uri.EscapeDataString(ns)}/{Plural}";
        return name is null ? $"{DiscoveryPath}/{collection}" : $"{DiscoveryPath}/{collection}/{Uri.EscapeDataString(name)}";
    }
}
