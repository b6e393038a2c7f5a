namespace RouteMetrics.Core.Cel;

/// <summary>What <see cref="CelParser"/> made of a text.</summary>
public abstract record CelParseResult
{
    private CelParseResult()
    {
    }

    public sealed record Parsed(CelExpression Expression) : CelParseResult;

    /// <summary>
    /// The first fault: where it is, as a 0-based index into the text, and what it is, as a sentence without its full stop.
    /// </summary>
    public sealed record Failed(int Position, string Reason) : CelParseResult;
}
