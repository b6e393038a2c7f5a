using System.Buffers;

namespace RouteMetrics.Core.Cel;

/// <summary>
/// The words that the proxy's parser and function registry take, and where (cel-cpp: Cel.g4, lexis.cc, builtin_func_registrar.cc).
/// </summary>
internal static class CelNames
{
    private static readonly SearchValues<char> IdentifierCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>A name that can stand at the top level: <c>request</c>.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name) => IsField(name) && !IsReserved(name);

    /// <summary>A name that can stand behind a dot: <c>method</c>. Reserved words can, unless they are tokens of the grammar.</summary>
    public static bool IsField(ReadOnlySpan<char> name) =>
        name.Length > 0 && WordLength(name) == name.Length && !char.IsAsciiDigit(name[0])
        && name is not ("in" or "true" or "false" or "null");

    /// <summary>A member function of this dialect: the proxy rejects the whole expression for any that it has not registered.</summary>
    public static bool IsMemberFunction(ReadOnlySpan<char> name, int arguments) => name switch
    {
        "contains" or "endsWith" or "matches" or "startsWith" => arguments == 1,
        "size" => arguments == 0,
        _ => false,
    };

    /// <summary>How many characters at the start of the text make a word: letters, digits, underscores.</summary>
    public static int WordLength(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExcept(IdentifierCharacters) is >= 0 and var length ? length : text.Length;

    private static bool IsReserved(ReadOnlySpan<char> name) => name is
        "as" or "break" or "const" or "continue" or "else" or "false" or "for" or "function" or "if" or "import" or "in" or "let" or "loop"
        or "namespace" or "null" or "package" or "return" or "true" or "var" or "void" or "while";
}
