using System.Buffers;

namespace RouteMetrics.Core.Cel;

/// <summary>
/// The one spelling of an expression: minimal parentheses, single quotes, one space around operators. <see cref="CelParser"/> reads it back
/// to an equal tree. ArgumentException for a node that CEL cannot express: a lone surrogate, a name that is none.
/// </summary>
public static class CelPrinter
{
    public static string Print(CelExpression expression)
    {
        var writer = new CelWriter(stackalloc char[CelWriter.StackLength]);
        writer.Write(expression);
        return writer.ToStringAndClear();
    }

    /// <summary>Appends the same text to the output, without making a string of it.</summary>
    public static void PrintTo(IBufferWriter<char> output, CelExpression expression)
    {
        var writer = new CelWriter(stackalloc char[CelWriter.StackLength]);
        writer.Write(expression);
        output.Write(writer.Text);
        writer.Clear();
    }
}
