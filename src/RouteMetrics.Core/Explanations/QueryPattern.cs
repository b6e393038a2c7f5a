using RouteMetrics.Core.Cel;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Explanations;

/// <summary>
/// The query parameter that a condition asks for: its <paramref name="Name"/>, and the <paramref name="Value"/> wanted of its first occurrence, which is
/// text or a regular expression (<paramref name="IsExpression"/>), or null where presence is enough.
/// </summary>
internal sealed record QueryPattern(string Name, string? Value, bool IsExpression)
{
    /// <summary>Behind this stands the parameter; the part before it skips the parameters of other names.</summary>
    private const string Others = "&)*";

    private const string Present = "(?:[=&]|$)";
    private const string End = "(?:&|$)";

    /// <summary>What a condition of the forms that synthesis makes asks for; null for any other expression.</summary>
    public static QueryPattern? Of(CelExpression expression) => expression is Call(var target, var function, [Text(var argument)]) && target == Subject.Query
        ? Of(function, argument)
        : null;

    /// <summary>As above, for <c>request.query.function('argument')</c>.</summary>
    public static QueryPattern? Of(string function, string argument) => function switch
    {
        "contains" when argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var at => new(argument[..at], argument[(at + 1)..], false),
        "matches" when argument.IndexOf(Others, StringComparison.Ordinal) is > 0 and var at => OfParameter(argument[(at + Others.Length)..]),
        _ => null,
    };

    /// <summary>How the query differs from what is asked for; null where this reading of the condition does not explain it.</summary>
    public string? Difference(string query)
    {
        var first = query.Split('&').FirstOrDefault(parameter => parameter == Name || parameter.StartsWith($"{Name}=", StringComparison.Ordinal));
        if (first is null)
        {
            return $"query parameter {Name} is absent";
        }

        var actual = first.Length == Name.Length ? "without a value" : RequestEvaluation.Shown(first[(Name.Length + 1)..]);
        return (Value, IsExpression) switch
        {
            (null, _) => null,
            (var expression, true) => $"query parameter {Name} is {actual}, which does not match {expression}",
            var (text, _) => first == $"{Name}={text}" ? null : $"query parameter {Name} is {actual}, not {text}",
        };
    }

    private static QueryPattern? OfParameter(string pattern)
    {
        if (pattern.EndsWith(Present, StringComparison.Ordinal))
        {
            return RegularExpression.Unquoted(pattern[..^Present.Length]) is { } present ? new(present, null, false) : null;
        }

        var equals = pattern.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || !pattern.EndsWith(End, StringComparison.Ordinal) || RegularExpression.Unquoted(pattern[..equals]) is not { } name)
        {
            return null;
        }

        var value = pattern[(equals + 1)..^End.Length];
        return RegularExpression.Unquoted(value) is { } text ? new(name, text, false) : new(name, Ungrouped(value), true);
    }

    private static string Ungrouped(string pattern) =>
        pattern.StartsWith("(?:", StringComparison.Ordinal) && pattern.EndsWith(')') ? pattern[3..^1] : pattern;
}
