using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Synthesis;

/// <summary>The listener ports of a Gateway that a list of routes is for. Istio's Gateway pods listen on the listener's own port.</summary>
internal abstract record PortCondition
{
    private PortCondition()
    {
    }

    public abstract IReadOnlyList<CelExpression> Terms { get; }

    public sealed record Any : PortCondition
    {
        public override IReadOnlyList<CelExpression> Terms => [];
    }

    public sealed record OneOf(IReadOnlyList<int> Ports) : PortCondition
    {
        public override IReadOnlyList<CelExpression> Terms =>
            [CelExpression.AnyOf([.. Ports.Select(static port => EnvoyTerms.EqualTo(EnvoyTerms.DestinationPort, new CelExpression.Number(port)))])];
    }

    /// <summary>Every port but these: those of a Gateway that is not known are not known either.</summary>
    public sealed record NoneOf(IReadOnlyList<int> Ports) : PortCondition
    {
        public override IReadOnlyList<CelExpression> Terms =>
            [.. Ports.Select(static port => EnvoyTerms.NotEqualTo(EnvoyTerms.DestinationPort, new CelExpression.Number(port)))];
    }
}
