namespace RouteMetrics.Core.Targets;

/// <summary>The listener ports of a Gateway that a list of routes is for. Istio's Gateway pods listen on the listener's own port.</summary>
internal abstract record PortSet
{
    private PortSet()
    {
    }

    public sealed record Every : PortSet;

    public sealed record OneOf(IReadOnlyList<int> Ports) : PortSet;

    /// <summary>Every port but these: those of an unknown Gateway are not known either.</summary>
    public sealed record NoneOf(IReadOnlyList<int> Ports) : PortSet;
}
