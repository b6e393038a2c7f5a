using System.Text;

namespace RouteMetrics.Core.Objectives;

/// <summary>Selectors of PromQL. What users wrote becomes a quoted value, and a pattern only where it is one.</summary>
internal static class PromQl
{
    /// <summary><c>metric{name="value",…}</c>.</summary>
    public static string Selector(string metric, params IEnumerable<(string Name, string Operator, string Value)> matchers) =>
        $"{metric}{{{string.Join(", ", matchers.Select(static matcher => $"{matcher.Name}{matcher.Operator}{Quote(matcher.Value)}"))}}}";

    /// <summary>A pattern (RE2, anchored by Prometheus) that is one of these texts.</summary>
    public static string AnyOf(IEnumerable<string> texts) => string.Join('|', texts.Select(Literal));

    /// <summary>As Go quotes a string.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string Literal(string text)
    {
        var literal = new StringBuilder();
        foreach (var character in text)
        {
            _ = @"\.+*?()|[]{}^$".Contains(character, StringComparison.Ordinal) ? literal.Append('\\') : literal;
            literal.Append(character);
        }

        return literal.ToString();
    }
}
