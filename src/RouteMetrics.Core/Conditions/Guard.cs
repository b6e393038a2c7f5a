using System.Diagnostics;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conditions;

/// <summary>
/// What a condition asks besides the match: the Service, port or host of a list of routes. One object per list.
/// <see cref="Scope"/> tells it from the same match elsewhere in the target, such as <c>host=a.example.com</c>; empty for none.
/// </summary>
internal sealed class Guard
{
    private Guard(RouteScope place, IReadOnlyList<CelExpression> terms, string scope)
    {
        (Place, Terms, Scope) = (place, terms, scope);
        CodePoints = terms.Count == 0 ? 0 : CelLimits.Measure(CelExpression.AllOf(terms)).CodePoints;
    }

    public RouteScope Place { get; }

    public IReadOnlyList<CelExpression> Terms { get; }

    public string Scope { get; }

    /// <summary>Of the terms as text.</summary>
    public int CodePoints { get; }

    public static Guard Of(RouteScope scope, string clusterDomain) => scope switch
    {
        RouteScope.AtService(var service, var hosts, var port, var tellsPort, var isAlone) => new(
            scope, ServiceCondition.TermsOf(service, hosts, tellsPort ? port : null, !isAlone, clusterDomain),
            port is null ? "" : $"port={port}"),
        RouteScope.AtHost(var ports, var hostname, var narrower) => new(
            scope, [.. PortCondition.TermsOf(ports), .. HostCondition.TermsOf(hostname, narrower)],
            hostname == Hostname.Any ? "" : $"host={hostname}"),
        _ => throw new UnreachableException(),
    };
}
