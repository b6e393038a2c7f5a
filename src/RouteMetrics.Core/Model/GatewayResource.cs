namespace RouteMetrics.Core.Model;

/// <summary>A Gateway: its class and its listeners in order.</summary>
public sealed record GatewayResource(NamespacedName Key, string ClassName)
{
    /// <summary>Null for an object that was never stored.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    public IReadOnlyList<Listener> Listeners { get; init; } = [];

    /// <summary>The label <c>istio.io/waypoint-for</c>; null without one.</summary>
    public string? WaypointFor { get; init; }

    /// <summary><c>allowedListeners.namespaces</c>: whose ListenerSets it takes; the CRD's default is none.</summary>
    public AllowedNamespaces AllowedListeners { get; init; } = new AllowedNamespaces.Nothing();

    /// <summary>The label <c>istio.io/rev</c>; null leaves the Gateway to the revision of its namespace.</summary>
    public string? Revision { get; init; }

    /// <summary>
    /// Labels that Istio gives the Gateway's pods beside its own: those of the Gateway, and <c>infrastructure.labels</c>. Null where they
    /// are unknown: <c>spec.addresses</c> names pods that somebody else deploys.
    /// </summary>
    public IReadOnlyDictionary<string, string>? PodLabels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Listeners for the Gateway <paramref name="Gateway"/>, if it allows them.</summary>
public sealed record ListenerSetResource(NamespacedName Key, NamespacedName Gateway)
{
    public DateTimeOffset? CreationTimestamp { get; init; }

    public IReadOnlyList<Listener> Listeners { get; init; } = [];
}

/// <summary>One listener. <see cref="Hostname"/> null is every host.</summary>
public sealed record Listener(string Name, int Port, string Protocol)
{
    public string? Hostname { get; init; }

    /// <summary><c>allowedRoutes.namespaces</c>; the CRD's default is Same.</summary>
    public AllowedNamespaces AllowedNamespaces { get; init; } = new AllowedNamespaces.Same();

    /// <summary>The ListenerSet that has it; null for one of the Gateway itself.</summary>
    public NamespacedName? Set { get; init; }

    /// <summary><c>allowedRoutes.kinds[].kind</c>; empty is every kind that the protocol allows.</summary>
    public IReadOnlyList<string> AllowedKinds { get; init; } = [];
}

/// <summary>From which namespaces routes may attach to a listener, or ListenerSets to a Gateway.</summary>
public abstract record AllowedNamespaces
{
    private AllowedNamespaces()
    {
    }

    public sealed record Same : AllowedNamespaces;

    public sealed record All : AllowedNamespaces;

    /// <summary>A value of a newer Gateway API, or <c>None</c>: no namespace.</summary>
    public sealed record Nothing : AllowedNamespaces;

    public sealed record Selected(LabelSelector Selector) : AllowedNamespaces;
}

/// <summary>A Kubernetes label selector: all requirements are ANDed; an empty selector selects everything.</summary>
public sealed record LabelSelector(IReadOnlyList<LabelRequirement> Requirements)
{
    public bool Selects(IReadOnlyDictionary<string, string> labels) => Requirements.All(requirement => requirement.Holds(labels));
}

/// <summary>One requirement; <c>matchLabels</c> entries are In with one value. An unknown operator selects nothing.</summary>
public sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    public bool Holds(IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            "In" => present && Values.Contains(value, StringComparer.Ordinal),
            "NotIn" => !present || !Values.Contains(value, StringComparer.Ordinal),
            "Exists" => present,
            "DoesNotExist" => !present,
            _ => false,
        };
    }
}
