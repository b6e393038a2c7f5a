namespace RouteMetrics.Core.Findings;

/// <summary>Text as it can stand in a line of a log or a terminal: whoever wrote what is quoted in it could otherwise begin lines of their own, or move the cursor.</summary>
internal static class OneLine
{
    /// <summary>The text with its control characters as <c>\u001b</c>.</summary>
    public static string Of(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(static unit => char.IsControl(unit) ? $"\\u{(int)unit:x4}" : unit.ToString())) : text;
}
