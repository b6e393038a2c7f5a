namespace RouteMetrics.Webhook.Commands;

/// <summary>Text of somebody else's as a terminal may be shown it, on one line: control characters, which the terminal would obey, escaped.</summary>
internal static class TerminalText
{
    public static string Of(string text) => string.Concat(text.Select(static character => char.IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}"));
}
