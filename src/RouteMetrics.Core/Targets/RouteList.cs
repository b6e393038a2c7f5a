using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// The matches that Envoy tries in order for one part of a target. <paramref name="Earlier"/> collects those tried before, shared by the
/// lists of a target that follow each other; <paramref name="Port"/> is the list's Service port, null for every port.
/// </summary>
internal sealed record RouteList(RouteScope Scope, IReadOnlyList<RouteCandidate> Candidates, ListedMatches Earlier, int? Port = null)
{
    /// <summary>
    /// Which of several listeners the candidate is at, where one list stands for all of them since their ports are not known; null is each.
    /// </summary>
    public Func<RouteCandidate, int?>? ListenerOf { get; init; }

    public int? PortOf(RouteCandidate candidate) => ListenerOf is null ? Port : ListenerOf(candidate);
}

/// <summary>The part of a target that a list of routes is for.</summary>
internal abstract record RouteScope
{
    private RouteScope()
    {
    }

    /// <summary>
    /// A Service, or a ServiceEntry with its hosts, at one of its ports if <paramref name="Port"/> is given. <paramref name="IsAlone"/>: the
    /// plugin runs for no other Service. <paramref name="TellsPort"/>: the Service has other ports.
    /// </summary>
    public sealed record AtService(Target Service, IReadOnlyList<string>? Hosts, int? Port, bool TellsPort, bool IsAlone) : RouteScope;

    /// <summary>A virtual host on some ports of a Gateway; <paramref name="Narrower"/> are the more specific ones right under it.</summary>
    public sealed record AtHost(PortSet Ports, string Hostname, IReadOnlyList<string> Narrower) : RouteScope;
}
