using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Synthesis;

/// <summary>A mesh with its objects by key, and what follows from them for one Service or Gateway.</summary>
internal sealed class MeshIndex
{
    private readonly Dictionary<string, NamespaceResource> namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<NamespacedName, ServiceResource> services = [];
    private readonly Dictionary<NamespacedName, GatewayResource> gateways = [];
    private readonly Dictionary<string, NamespaceEnrolment> enrolments = new(StringComparer.Ordinal);

    public MeshIndex(MeshState state, RouteMetricsSettings settings)
    {
        Settings = settings;
        IsComplete = state.IsComplete;
        foreach (var resource in state.Namespaces)
        {
            namespaces[resource.Name] = resource;
        }

        foreach (var service in state.Services)
        {
            services[service.Key] = service;
        }

        foreach (var gateway in state.Gateways)
        {
            gateways[gateway.Key] = gateway;
        }
    }

    public RouteMetricsSettings Settings { get; }

    /// <summary>What is not held does not exist, where that makes a difference.</summary>
    public bool IsComplete { get; }

    public IReadOnlyCollection<NamespacedName> Services => services.Keys;

    public NamespaceResource? Namespace(string name) => namespaces.GetValueOrDefault(name);

    public ServiceResource? Service(NamespacedName key) => services.GetValueOrDefault(key);

    public GatewayResource? Gateway(NamespacedName key) => gateways.GetValueOrDefault(key);

    /// <summary>How a namespace stands; one that is not held counts as enrolled, unless its name alone exempts it.</summary>
    public NamespaceEnrolment Enrolment(string name)
    {
        if (!enrolments.TryGetValue(name, out var enrolment))
        {
            enrolment = namespaces.TryGetValue(name, out var resource)
                ? NamespaceEnrolment.Decide(resource, Settings)
                : NamespaceEnrolment.OfUnknown(name, Settings);
            enrolments[name] = enrolment;
        }

        return enrolment;
    }
}
