using System.Text;

namespace RouteMetrics.Core.Explain;

/// <summary>The regular expressions of conditions as the route says them.</summary>
internal static class RegularExpression
{
    /// <summary>What stands between <c>^(?:</c> and <c>)$</c>, which synthesis puts around an expression of the user.</summary>
    public static string Shown(string pattern) =>
        pattern.StartsWith("^(?:", StringComparison.Ordinal) && pattern.EndsWith(")$", StringComparison.Ordinal) ? pattern[4..^2] : pattern;

    /// <summary>
    /// The text that a pattern without any operator matches; null if it has one, or an escape that is not of a single character.
    /// </summary>
    public static string? Unquoted(string pattern)
    {
        const string Operators = @".+*?()|[]{}^$";
        var text = new StringBuilder(pattern.Length);
        for (var at = 0; at < pattern.Length; at++)
        {
            var escaped = pattern[at] == '\\';
            at += escaped ? 1 : 0;
            if (at == pattern.Length || (escaped ? char.IsAsciiLetterOrDigit(pattern[at]) : Operators.Contains(pattern[at])))
            {
                return null;
            }

            text.Append(pattern[at]);
        }

        return text.ToString();
    }
}
