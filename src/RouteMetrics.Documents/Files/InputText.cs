using System.Text;
using System.Text.Unicode;

namespace RouteMetrics.Documents.Files;

/// <summary>The text of a file, as UTF-8 without byte order mark.</summary>
internal sealed class InputText(ReadOnlyMemory<byte> utf8)
{
    private readonly Lazy<List<int>> lineEnds = new(() => LineEnds(utf8.Span));

    public ReadOnlyMemory<byte> Memory => utf8;

    public ReadOnlySpan<byte> Utf8 => utf8.Span;

    /// <summary>Flow style YAML may start so too: what is no JSON then is tried as YAML.</summary>
    public bool LooksLikeJson => Utf8.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    /// <summary>UTF-8, or UTF-16 with a byte order mark, as Windows PowerShell redirects output.</summary>
    public static InputText From(byte[] bytes)
    {
        var text = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => bytes.AsMemory(3),
            [0xFF, 0xFE, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, bytes, 2, bytes.Length - 2),
            [0xFE, 0xFF, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, bytes, 2, bytes.Length - 2),
            _ => bytes.AsMemory(),
        };
        if (!System.Text.Unicode.Utf8.IsValid(text.Span) || text.Span.Contains((byte)0))
        {
            throw new InputFaultException(null, "is not UTF-8 text; expected YAML or JSON");
        }

        return new InputText(text);
    }

    public string AsString() => Encoding.UTF8.GetString(Utf8);

    /// <summary>The line, from 1, of the byte at an offset.</summary>
    public int LineAt(long offset)
    {
        var at = lineEnds.Value.BinarySearch((int)offset);
        return (at >= 0 ? at : ~at) + 1;
    }

    private static List<int> LineEnds(ReadOnlySpan<byte> text)
    {
        var ends = new List<int>();
        for (var offset = 0; offset < text.Length; offset++)
        {
            if (text[offset] == (byte)'\n')
            {
                ends.Add(offset);
            }
        }

        return ends;
    }
}
