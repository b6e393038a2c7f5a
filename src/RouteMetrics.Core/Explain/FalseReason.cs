using System.Diagnostics;
using RouteMetrics.Core.Conditions;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>Why a condition is false: the first thing its match or scope asks for that the request lacks, in order of terms.</summary>
internal static class FalseReason
{
    public static string Of(RoutedMatch place, RequestEvaluation evaluation) =>
        (place.Scope is { } scope ? MatchDifference.Of(place.Match, evaluation) ?? OfScope(scope, evaluation) : null)
        ?? $"{place.Condition} is false";

    private static string? OfScope(RouteScope scope, RequestEvaluation evaluation) => scope switch
    {
        RouteScope.AtService { TellsPort: true, Port: { } port } => OfPorts(new PortSet.OneOf([port]), evaluation.Request.DestinationPort),
        RouteScope.AtService => null,
        RouteScope.AtHost(var ports, var hostname, var narrower) =>
            OfPorts(ports, evaluation.Request.DestinationPort) ?? OfHost(hostname, narrower, evaluation),
        _ => throw new UnreachableException(),
    };

    private static string? OfPorts(PortSet ports, int actual) => ports switch
    {
        PortSet.OneOf(var wanted) when !wanted.Contains(actual) =>
            string.Join(" and ", wanted.Select(port => $"port is {actual}, not {port}")),
        PortSet.NoneOf(var others) when others.Contains(actual) => $"port is {actual}",
        _ => null,
    };

    private static string? OfHost(string hostname, IReadOnlyList<string> narrower, RequestEvaluation evaluation)
    {
        var actual = evaluation.Request.Host;
        if (HostCondition.TermsOf(hostname, []).Any(evaluation.IsFalse))
        {
            return $"host is {actual}, not {hostname}";
        }

        return HostCondition.TermsOf(Hostname.Any, narrower).Any(evaluation.IsFalse)
            ? $"host {RequestEvaluation.Shown(actual)} belongs to the more specific hostname {string.Join(" or ", narrower)}"
            : null;
    }
}
