using System.Buffers;

namespace RouteMetrics.Core.Cel;

/// <summary>The words that the proxy's parser takes, and where (cel-cpp: Cel.g4, lexis.cc).</summary>
internal static class CelNames
{
    private static readonly SearchValues<char> IdentifierCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>A name allowed at the top level: <c>request</c>.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name) => IsField(name) && !IsReserved(name);

    /// <summary>A name allowed after a dot: <c>method</c>. Reserved words can, unless they are tokens of the grammar.</summary>
    public static bool IsField(ReadOnlySpan<char> name) =>
        name.Length > 0 && WordLength(name) == name.Length && !char.IsAsciiDigit(name[0])
        && name is not ("in" or "true" or "false" or "null");

    /// <summary>A dotted name, such as <c>google.protobuf.Duration</c>; null for any other expression.</summary>
    public static string? Qualified(CelExpression expression) => expression switch
    {
        CelExpression.Identifier(var name) => name,
        CelExpression.Select(var operand, var field) => Qualified(operand) is { } name ? $"{name}.{field}" : null,
        _ => null,
    };

    /// <summary>How many characters at the start of the text make a word: letters, digits, underscores.</summary>
    public static int WordLength(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExcept(IdentifierCharacters) is >= 0 and var length ? length : text.Length;

    private static bool IsReserved(ReadOnlySpan<char> name) => name is
        "as" or "break" or "const" or "continue" or "else" or "false" or "for" or "function" or "if" or "import" or "in" or "let" or "loop"
        or "namespace" or "null" or "package" or "return" or "true" or "var" or "void" or "while";
}
