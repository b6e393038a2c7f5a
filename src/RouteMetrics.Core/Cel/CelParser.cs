namespace RouteMetrics.Core.Cel;

/// <summary>Reads CEL as the proxy's parser does, under its limits. Never throws; time and memory are linear in the text.</summary>
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
