using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Tests.Re2;

public sealed class Re2PatternTests
{
    [Theory]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData("(?m)^b", "a\nb", true)]
    [InlineData("^b", "a\nb", false)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("a[^x]b", "a\nb", true)]
    [InlineData("^.$", "𝒳", true)]
    [InlineData("^..$", "𝒳", false)]
    [InlineData("(?i)^k$", "\u212a", true)]
    [InlineData("(?i)^S$", "ſ", true)]
    [InlineData("(?i)^[a-z]$", "\u212a", true)]
    [InlineData("(?i)^[^k]$", "\u212a", false)]
    [InlineData("(?i)^\u212a$", "K", true)]
    [InlineData("(?i)^ß$", "ẞ", true)]
    [InlineData("(?i)^σ$", "ς", true)]
    [InlineData("(?i)^i$", "ı", false)]
    [InlineData("(?i)^i$", "İ", false)]
    [InlineData(@"(?i)^\PL$", "k", false)]
    [InlineData(@"(?i)^\P{Lu}$", "a", false)]
    [InlineData(@"(?i)^\p{Lu}$", "a", true)]
    [InlineData("(?i:a)b", "AB", false)]
    [InlineData("a(?i)b|c", "C", true)]
    [InlineData("(a(?i)b)c", "aBC", false)]
    [InlineData(@"\bé\b", "é", false)]
    [InlineData(@"^\B$", "", true)]
    [InlineData(@"\b", "", false)]
    [InlineData(@"\B", "a", false)]
    [InlineData(@"\B", "aéa", true)]
    [InlineData(@"^\C\C$", "é", true)]
    [InlineData(@"^\C$", "é", false)]
    [InlineData(@"^\C.$", "é", false)]
    [InlineData(@"^\s$", "\v", false)]
    [InlineData(@"^[[:space:]]$", "\v", true)]
    [InlineData(@"^\w$", "é", false)]
    [InlineData(@"^\pN$", "٣", true)]
    [InlineData(@"^\pC$", "\u00ad", true)]
    [InlineData(@"^\pC$", "\u0378", false)]
    [InlineData(@"^\p{Greek}$", "σ", true)]
    [InlineData(@"^\p{^Greek}$", "σ", false)]
    [InlineData(@"[^\x00-\x{10FFFF}]", "a", false)]
    [InlineData(@"[^\x00-\x{10FFFF}]?", "", true)]
    [InlineData("a{2,3}b", "ab", false)]
    [InlineData("^a{2,3}$", "aaaa", false)]
    [InlineData("^a{2,}$", "aaaa", true)]
    [InlineData("^a{0}$", "a", false)]
    [InlineData("(|a)*b", "aab", true)]
    [InlineData("(?:^|a)+b", "cb", false)]
    [InlineData("", "", true)]
    public void A_search_finds_what_RE2_finds(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Parse(pattern).IsMatch(text));

    [Theory]
    [InlineData(@"^(?:\p{Cs}|.)$", false)]
    [InlineData(@"^\C$", true)]
    public void What_is_no_character_is_a_byte_only(string pattern, bool expected) => Assert.Equal(expected, Parse(pattern).IsMatch("\ud800"));

    [Theory]
    [InlineData("", "")]
    [InlineData(@"a\.b", "a.b")]
    [InlineData("a[.]b", "a.b")]
    [InlineData("^/v1/(?:x)(y)$", "/v1/xy")]
    [InlineData(@"\A\Qa*\E\z", "a*")]
    [InlineData("(?i)/1", "/1")]
    [InlineData("(?i)/a", null)]
    [InlineData("a|a", null)]
    [InlineData("a?", null)]
    [InlineData("a.", null)]
    [InlineData(@"a\b", null)]
    [InlineData("a^b", null)]
    [InlineData("a$b", null)]
    [InlineData(@"\x{D800}", null)]
    public void A_pattern_of_one_fixed_string_has_it_as_its_literal(string pattern, string? literal) => Assert.Equal(literal, Parse(pattern).Literal);

    [Theory]
    [InlineData("", true)]
    [InlineData("^$", true)]
    [InlineData("(?m)^$", true)]
    [InlineData("a*|b", true)]
    [InlineData("(a?){3}", true)]
    [InlineData(@"\B", true)]
    [InlineData(@"\b", false)]
    [InlineData("a+", false)]
    [InlineData("(?:^|a)b", false)]
    public void A_pattern_tells_whether_it_matches_the_empty_string(string pattern, bool expected)
    {
        Assert.Equal(expected, Parse(pattern).MatchesEmpty);
        Assert.Equal(expected, Parse($"^(?:{pattern})$").IsMatch(""));
    }

    [Theory]
    [InlineData("/api/v1?x=1&y", @"/api/v1\?x=1&y")]
    [InlineData(@"\.+*?()|[]{}^$", @"\\\.\+\*\?\(\)\|\[\]\{\}\^\$")]
    [InlineData("a-b_c é𝒳\n", "a-b_c é𝒳\n")]
    public void Quoting_escapes_metacharacters_only(string literal, string quoted)
    {
        Assert.Equal(quoted, Re2Pattern.Quote(literal));
        Assert.Equal(literal, Parse(quoted).Literal);
    }

    [Theory]
    [InlineData("", 4)]
    [InlineData("abc", 7)]
    [InlineData("é", 6)]
    [InlineData("(a|b)*", 10)]
    [InlineData("a{2,5}", 12)]
    [InlineData("a{3,}", 8)]
    [InlineData("a{0}", 4)]
    [InlineData("[a-c]", 5)]
    [InlineData("(?s).", 14)]
    [InlineData(".", 16)]
    [InlineData("^a$", 7)]
    [InlineData(@"[^\x00-\x{10FFFF}]", 5)]
    public void The_size_is_the_number_of_instructions_RE2_makes(string pattern, int expected) => Assert.Equal(expected, Parse(pattern).ProgramSize);

    private static Re2Pattern Parse(string pattern) => Re2Pattern.TryParse(pattern, out _)!;
}
