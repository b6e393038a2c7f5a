namespace RouteMetrics.Core.Model;

/// <summary>What a parentRef names: a Service or ServiceEntry (measured at its waypoint), or a Gateway.</summary>
public readonly record struct Target(TargetKind Kind, NamespacedName Key)
{
    /// <summary>Whether a waypoint serves it; else it is a proxy itself.</summary>
    public bool IsAtWaypoint => Kind != TargetKind.Gateway;

    /// <summary>The group of its kind in the Kubernetes API.</summary>
    public string Group => Kind switch
    {
        TargetKind.Service => "",
        TargetKind.ServiceEntry => ParentRef.IstioGroup,
        _ => ParentRef.GatewayGroup,
    };

    public static Target Service(NamespacedName key) => new(TargetKind.Service, key);

    /// <summary>As people read it: <c>Service podinfo/podinfo</c>.</summary>
    public override string ToString() => $"{Kind} {Key}";
}

/// <summary>In the order in which targets are listed.</summary>
public enum TargetKind
{
    Service,
    ServiceEntry,
    Gateway,
}
