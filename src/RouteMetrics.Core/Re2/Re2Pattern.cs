using System.Diagnostics;

namespace RouteMetrics.Core.Re2;

public sealed class Re2Pattern
{
    public static Re2Pattern? TryParse(string pattern, out Re2SyntaxError? error) => throw new UnreachableException();

    private readonly string pattern = "";

    public bool IsMatch(ReadOnlySpan<char> text) => throw new UnreachableException(pattern);
}
