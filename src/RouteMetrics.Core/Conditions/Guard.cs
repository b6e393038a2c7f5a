using System.Diagnostics;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conditions;

/// <summary>What a condition that does not ask Envoy asks besides the match: the Service, port or host of a list of routes.</summary>
internal sealed class Guard(RouteScope place, string clusterDomain)
{
    private IReadOnlyList<CelExpression>? terms;
    private int? codePoints;

    public RouteScope Place => place;

    /// <summary>Made when they are asked for: few conditions have them, and a Gateway's are long.</summary>
    public IReadOnlyList<CelExpression> Terms => terms ??= place switch
    {
        RouteScope.AtService(var service, var hosts, var port, var tellsPort, var isAlone) =>
            ServiceCondition.TermsOf(service, hosts, tellsPort ? port : null, !isAlone, clusterDomain),
        RouteScope.AtHost(var ports, var hostname, var narrower) =>
            [.. PortCondition.TermsOf(ports), .. HostCondition.TermsOf(hostname, narrower)],
        _ => throw new UnreachableException(),
    };

    /// <summary>Of the terms as text.</summary>
    public int CodePoints => codePoints ??= Terms.Count == 0 ? 0 : CelLimits.Measure(CelExpression.AllOf(Terms)).CodePoints;
}
