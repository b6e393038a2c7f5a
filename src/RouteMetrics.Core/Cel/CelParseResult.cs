namespace RouteMetrics.Core.Cel;

/// <summary>What <see cref="CelParser"/> made of a text.</summary>
public abstract record CelParseResult
{
    private CelParseResult()
    {
    }

    public sealed record Parsed(CelExpression Expression) : CelParseResult;

    /// <summary>The first fault: a 0-based index into the text, and what is wrong, as a sentence without its full stop.</summary>
    public sealed record Failed(int Position, string Reason) : CelParseResult
    {
        /// <summary>Line and column of the fault, both 1-based; columns count code points, as users do.</summary>
        public (int Line, int Column) Place(string text)
        {
            var before = text.AsSpan(0, Math.Min(Position, text.Length));
            var line = before[(before.LastIndexOf('\n') + 1)..];
            return (before.Count('\n') + 1, CelLimits.CountCodePoints(line) + 1);
        }
    }
}
