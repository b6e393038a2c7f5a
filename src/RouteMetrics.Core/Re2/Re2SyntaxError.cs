namespace RouteMetrics.Core.Re2;

/// <summary>
/// Why RE2 refuses a pattern: where (<paramref name="Position"/>, a 0-based UTF-16 index into the pattern) and a phrase that names the
/// construct, such as <c>lookahead (?= is not supported by RE2</c>.
/// </summary>
public sealed record Re2SyntaxError(int Position, string Reason);
