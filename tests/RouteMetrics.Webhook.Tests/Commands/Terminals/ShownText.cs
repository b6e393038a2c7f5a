using System.Text.RegularExpressions;
using Spectre.Console;

namespace RouteMetrics.Webhook.Tests.Commands.Terminals;

/// <summary>What a reader sees of an output with control sequences.</summary>
internal static partial class ShownText
{
    /// <summary>Without the sequences that set colours (ECMA-48, SGR).</summary>
    public static string Of(string output) => Colours().Replace(output, "");

    /// <summary>The letters alone, however they are spread over lines.</summary>
    public static string Letters(string text) => string.Concat(Of(text).Where(static letter => !char.IsWhiteSpace(letter)));

    /// <summary>How wide the widest line is, in columns.</summary>
    public static int WidthOf(string output) =>
        Of(output).Split('\n').Max(static line => line.TrimEnd('\r').TrimEnd(' ').GetCellWidth());

    [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.None, 1000)]
    private static partial Regex Colours();
}
