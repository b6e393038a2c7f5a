using System.Diagnostics;
using System.Globalization;
using RouteMetrics.Core.Re2;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Cel;

/// <summary>The text of what has no parts: operators, with a space on either side, and literals.</summary>
internal static class CelWords
{
    public static string Symbol(CelRelation relation) => relation switch
    {
        CelRelation.Equal => " == ",
        CelRelation.NotEqual => " != ",
        CelRelation.Less => " < ",
        CelRelation.LessOrEqual => " <= ",
        CelRelation.Greater => " > ",
        CelRelation.GreaterOrEqual => " >= ",
        CelRelation.In => " in ",
        _ => throw new UnreachableException(),
    };

    public static string Symbol(CelArithmetic arithmetic) => arithmetic switch
    {
        CelArithmetic.Add => " + ",
        CelArithmetic.Subtract => " - ",
        CelArithmetic.Multiply => " * ",
        CelArithmetic.Divide => " / ",
        CelArithmetic.Modulo => " % ",
        _ => throw new UnreachableException(),
    };

    public static void Write(ref PooledText text, CelExpression literal)
    {
        switch (literal)
        {
            case CelExpression.Number(var value):
                text.Append(value);
                break;
            case CelExpression.Unsigned(var value):
                text.Append(string.Create(CultureInfo.InvariantCulture, $"{value}u"));
                break;
            case CelExpression.Real(var value):
                text.Append(Real(value));
                break;
            case CelExpression.Flag(var value):
                text.Append(value ? "true" : "false");
                break;
            case CelExpression.Null:
                text.Append("null");
                break;
            case CelExpression.Bytes(var value):
                Bytes(ref text, value);
                break;
            default:
                throw new UnreachableException();
        }
    }

    // What is read as infinite was too large; a whole number needs a fraction to be read as this type again.
    private static string Real(double value)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "1e999" : "-1e999";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : $"{text}.0";
    }

    private static void Bytes(ref PooledText text, EquatableList<byte> value)
    {
        text.Append("b'");
        foreach (var octet in value)
        {
            if (octet is >= 0x20 and < 0x7f and not (byte)'\'' and not (byte)'\\')
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append(string.Create(CultureInfo.InvariantCulture, $"\\x{octet:x2}"));
            }
        }

        text.Append("'");
    }
}
