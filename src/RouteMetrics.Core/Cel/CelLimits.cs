using System.Runtime.InteropServices;

namespace RouteMetrics.Core.Cel;

/// <summary>
/// How large an expression is for the proxy's parser: code points, and levels of recursion. <paramref name="Depth"/> is the deeper of its
/// two counters (cel-cpp 0.10 and later, parser.cc: nested <c>expr</c> rules, nested visits), which share one limit.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CelSize(int CodePoints, int Depth)
{
    public bool Fits => CodePoints <= CelLimits.MaximumCodePoints && Depth <= CelLimits.MaximumDepth;
}

/// <summary>What Envoy's CEL parser accepts: cel-cpp's default <c>ParserOptions</c>, for WasmPlugin and Telemetry alike.</summary>
public static class CelLimits
{
    public const int MaximumCodePoints = 100_000;

    public const int MaximumDepth = 32;

    /// <summary>The size of the text that <see cref="CelPrinter"/> gives, without making that text.</summary>
    public static CelSize Measure(CelExpression expression)
    {
        var writer = new CelWriter(stackalloc char[CelWriter.StackLength]);
        writer.Write(expression);
        var size = new CelSize(CountCodePoints(writer.Text), writer.Depth);
        writer.Clear();
        return size;
    }

    /// <summary>The number of code points: every character but the second ones of surrogate pairs.</summary>
    internal static int CountCodePoints(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var second = text.IndexOfAnyInRange('\uDC00', '\uDFFF'); second >= 0; second = text.IndexOfAnyInRange('\uDC00', '\uDFFF'))
        {
            count--;
            text = text[(second + 1)..];
        }

        return count;
    }

    /// <summary>Where UTF-16 stops being well-formed: the index of the first surrogate without its partner, or -1.</summary>
    internal static int IndexOfLoneSurrogate(ReadOnlySpan<char> text)
    {
        var offset = 0;
        for (var start = IndexOfSurrogate(text); start >= 0; start = IndexOfSurrogate(text[offset..]))
        {
            offset += start;
            if (offset + 1 >= text.Length || !char.IsSurrogatePair(text[offset], text[offset + 1]))
            {
                return offset;
            }

            offset += 2;
        }

        return -1;
    }

    private static int IndexOfSurrogate(ReadOnlySpan<char> text) => text.IndexOfAnyInRange('\uD800', '\uDFFF');
}
