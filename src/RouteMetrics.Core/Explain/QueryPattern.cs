namespace RouteMetrics.Core.Explain;

/// <summary>
/// The query parameter that a condition asks for: its <paramref name="Name"/>, and the <paramref name="Value"/> wanted of its first
/// occurrence, which is text or a regular expression (<paramref name="IsExpression"/>), or null where the name is all that this part of the
/// condition asks for.
/// </summary>
internal sealed record QueryPattern(string Name, string? Value, bool IsExpression)
{
    /// <summary>What comes before the parameter: parameters of other names, or anything.</summary>
    private static readonly string[] Starts = ["&)*", "(?:^|&)"];

    private const string Present = "(?:[=&]|$)";
    private const string End = "(?:&|$)";

    /// <summary>What <c>request.query.function('argument')</c> asks for; null for a form that synthesis does not make.</summary>
    public static QueryPattern? Of(string function, string argument) => function switch
    {
        "contains" => argument.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at
            ? new(argument[..at], argument[(at + 1)..], false)
            : new(argument, null, false),
        "matches" => Starts.Select(start => Behind(argument, start)).FirstOrDefault(static rest => rest is not null) is { } parameter
            ? OfParameter(parameter)
            : null,
        _ => null,
    };

    /// <summary>How the query differs from what is asked for; null where this reading of the condition does not explain it.</summary>
    public string? Difference(string query)
    {
        var first = query.Split('&')
            .FirstOrDefault(parameter => parameter == Name || parameter.StartsWith($"{Name}=", StringComparison.Ordinal));
        if (first is null)
        {
            return $"query parameter {Name} is absent";
        }

        var actual = first.Length == Name.Length ? "without a value" : RequestEvaluation.Shown(first[(Name.Length + 1)..]);
        return (Value, IsExpression) switch
        {
            (null, _) => null,
            (var expression, true) => $"query parameter {Name} is {actual}, which does not match {expression}",
            var (text, _) => first == $"{Name}={text}" ? null : $"query parameter {Name} is {actual}, not {RequestEvaluation.Shown(text)}",
        };
    }

    private static string? Behind(string pattern, string start) =>
        pattern.IndexOf(start, StringComparison.Ordinal) is >= 0 and var at ? pattern[(at + start.Length)..] : null;

    private static QueryPattern? OfParameter(string pattern)
    {
        if (pattern.EndsWith(Present, StringComparison.Ordinal))
        {
            return RegularExpression.Unquoted(pattern[..^Present.Length]) is { } present ? new(present, null, false) : null;
        }

        return pattern.EndsWith(End, StringComparison.Ordinal) ? OfValue(pattern[..^End.Length]) : null;
    }

    // "name=text", "name=(?:expression)", or "name(?:=(?:expression))?" where the expression matches an absent value too.
    private static QueryPattern? OfValue(string pattern)
    {
        const string Optional = "(?:";
        if (pattern.IndexOf('=', StringComparison.Ordinal) is not (>= 0 and var equals))
        {
            return null;
        }

        var (quoted, value) = (pattern[..equals], pattern[(equals + 1)..]);
        if (quoted.EndsWith(Optional, StringComparison.Ordinal) && value.EndsWith(")?", StringComparison.Ordinal))
        {
            (quoted, value) = (quoted[..^Optional.Length], value[..^2]);
        }

        return (RegularExpression.Unquoted(quoted), RegularExpression.Unquoted(value)) switch
        {
            (null, _) => null,
            (var name, null) => new(name, Ungrouped(value), true),
            var (name, text) => new(name, text, false),
        };
    }

    private static string Ungrouped(string pattern) =>
        pattern.StartsWith("(?:", StringComparison.Ordinal) && pattern.EndsWith(')') ? pattern[3..^1] : pattern;
}
