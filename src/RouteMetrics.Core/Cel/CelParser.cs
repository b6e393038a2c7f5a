namespace RouteMetrics.Core.Cel;

/// <summary>
/// Reads the dialect that <see cref="CelPrinter"/> writes, with any white space, quotes and escapes, under the limits of the proxy's
/// parser: what parses here parses there. Never throws, whatever the text.
/// </summary>
public static class CelParser
{
    public static CelParseResult Parse(string text)
    {
        if (CelLimits.IndexOfLoneSurrogate(text) is >= 0 and var index)
        {
            return new CelParseResult.Failed(index, "the text has a lone surrogate, so that it cannot be UTF-8");
        }

        var size = CelLimits.CountCodePoints(text);
        return size > CelLimits.MaximumCodePoints
            ? new CelParseResult.Failed(text.Length, $"the text has {size} code points, and the proxy takes {CelLimits.MaximumCodePoints}")
            : new CelGrammar(text).Parse();
    }
}
