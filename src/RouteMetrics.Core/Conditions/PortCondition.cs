using System.Diagnostics;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conditions;

/// <summary>The listener port over <c>destination.port</c>.</summary>
internal static class PortCondition
{
    /// <summary>The terms; none for every port.</summary>
    public static IReadOnlyList<CelExpression> TermsOf(PortSet ports) => ports switch
    {
        PortSet.Every => [],
        PortSet.OneOf(var numbers) =>
            [CelExpression.AnyOf([.. numbers.Select(static port => EnvoyTerms.EqualTo(EnvoyTerms.DestinationPort, Number(port)))])],
        PortSet.NoneOf(var numbers) =>
            [.. numbers.Select(static port => EnvoyTerms.NotEqualTo(EnvoyTerms.DestinationPort, Number(port)))],
        _ => throw new UnreachableException(),
    };

    private static CelExpression.Number Number(int port) => new(port);
}
