using System.Text.RegularExpressions;
using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Tests.Cel;

/// <summary>Where cel-es (the independent CEL) and cel-cpp do not take the same text. Each line says what cel-cpp has it from.</summary>
internal static partial class KnownDifference
{
    public static bool Explains(string text, CelParseResult here, string? there) => here switch
    {
        // strings.cc UnescapeInternal: any other escape is "Illegal escape sequence"; cel-es leaves it as it stands.
        CelParseResult.Failed(_, "CEL has no such escape") => there is null,
        // parser.cc visitInt, visitUint: "invalid int literal"; cel-es finds out when it evaluates.
        CelParseResult.Failed(_, var reason) when reason.EndsWith(" does not fit into 64 bits", StringComparison.Ordinal) => there is null,
        // macro.cc has: "invalid argument to has() macro" for all but a selection; cel-es takes an operation that ends in one.
        CelParseResult.Failed(_, var reason) when reason.StartsWith("has() takes", StringComparison.Ordinal) => there is null,
        // macro.cc all and the like: "variable name must be a simple identifier"; cel-es takes a sign before it, and drops it.
        CelParseResult.Failed(_, var reason) when reason.EndsWith("has to be the name of a variable", StringComparison.Ordinal) => there is null,
        CelParseResult.Failed => there is null && BeginsWithKeyword().IsMatch(text),
        _ => there is not null && (NegatedUnsigned().IsMatch(text) || BeginsWithKeyword().IsMatch(text) || Comments().IsMatch(text) || BlankArguments().IsMatch(text) || BlankBetweenSigns().IsMatch(text)),
    };

    // Cel.g4 unary: '-' goes before any member; cel-es takes the digits for an int before it sees the u.
    [GeneratedRegex(@"-\s*(?:[0-9]+|0x[0-9a-fA-F]+)[uU]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NegatedUnsigned();

    // Cel.g4 IDENTIFIER: the longest word is the token, so trueish is a name and inside no operator; cel-es reads the keyword and goes on behind it.
    [GeneratedRegex(@"(?:true|false|null|in)[A-Za-z0-9_]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeginsWithKeyword();

    // Cel.g4 COMMENT: (~'\n')*, with no newline needed behind it, and as many as one likes; cel-es takes one where blanks may be, with its newline.
    [GeneratedRegex(@"//[^\n]*(?:\z|\n\s*\z|\n\s*//)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comments();

    // Cel.g4 WHITESPACE may stand between any two tokens; cel-es allows none where no argument is.
    [GeneratedRegex(@"\((?:\s|//[^\n]*\n)+\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlankArguments();

    // The same between one sign and the next.
    [GeneratedRegex(@"(?:!(?:\s|//[^\n]*\n)+!|-(?:\s|//[^\n]*\n)+-)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlankBetweenSigns();
}
