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
    public sealed record Failed(int Position, string Reason) : CelParseResult
    {
        /// <summary>
        /// Line and column of the fault in the text that was parsed, both from 1, the column in characters as a user counts them (code
        /// points).
        /// </summary>
        public (int Line, int Column) Place(string text)
        {
            var before = text.AsSpan(0, Math.Min(Position, text.Length));
            var line = before[(before.LastIndexOf('\n') + 1)..];
            return (before.Count('\n') + 1, CelLimits.CountCodePoints(line) + 1);
        }
    }
}
