using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Tests.Re2;

public sealed class Re2SyntaxTests
{
    public static TheoryData<string, int, string> Refused => new()
    {
        { "a(?=b)", 1, "lookahead (?= is not supported by RE2" },
        { "a(?!b)", 1, "lookahead (?! is not supported by RE2" },
        { "(?<=a)b", 0, "lookbehind (?<= is not supported by RE2" },
        { "(?<!a)b", 0, "lookbehind (?<! is not supported by RE2" },
        { "(?>a)", 0, "atomic group (?> is not supported by RE2" },
        { "(?#c)", 0, "comment (?# is not supported by RE2" },
        { "(?P=n)", 0, "backreference (?P= is not supported by RE2" },
        { @"(a)\1", 3, @"backreference \1 is not supported by RE2" },
        { @"(a)\8", 3, @"escape \8 is a backreference, which RE2 does not support" },
        { @"\k", 0, @"escape \k is a backreference, which RE2 does not support" },
        { "(?x)a", 0, "(?x is not supported by RE2; the flags are i, m, s and U" },
        { "(?i-)", 0, "no flag after - in (?i-)" },
        { "(?i-s-m)", 0, "(?i-s- is not supported by RE2; the flags are i, m, s and U" },
        { "(?i", 0, "missing closing ) of (?i" },
        { "a(b", 1, "missing closing ) of (b" },
        { "(?:(?:a)", 0, "missing closing ) of (?:(?:a)" },
        { "a)(b", 1, "unexpected ) without an opening (" },
        { "(?P<>a)", 0, "invalid group name in (?P<>; use letters, digits and _" },
        { "(?P<x y>a)", 0, "invalid group name in (?P<x y>; use letters, digits and _" },
        { "(?P<n", 0, "missing > after the name of a group" },
        { "(?<n", 0, "missing > after the name of a group" },
        { "[a", 0, "missing closing ] of [a" },
        { "[]", 0, "missing closing ] of []" },
        { "[^]", 0, "missing closing ] of [^]" },
        { "[a-", 0, "missing closing ] of [a-" },
        { "x[z-a]", 2, "invalid character class range z-a" },
        { @"[a-\d]", 3, @"escape \d is not supported by RE2" },
        { "[[:foo:]]", 1, "unknown character class [:foo:]" },
        { "[[::]]", 1, "unknown character class [::]" },
        { @"\pX", 0, @"unknown Unicode group \pX" },
        { @"\p{Foo}", 0, @"unknown Unicode group \p{Foo}" },
        { @"\p{greek}", 0, @"unknown Unicode group \p{greek}" },
        { @"\p{Letter}", 0, @"unknown Unicode group \p{Letter}" },
        { @"[\p{^Foo}]", 1, @"unknown Unicode group \p{^Foo}" },
        { @"\p{Garay}", 0, @"unknown Unicode group \p{Garay}" },
        { @"\p{Greek", 0, @"\p{Greek names no Unicode group; write \pL or \p{Greek}" },
        { @"a\p", 1, @"\p names no Unicode group; write \pL or \p{Greek}" },
        { "*a", 0, "missing argument of repetition *" },
        { "a|+?", 2, "missing argument of repetition +?" },
        { "(?i)*", 4, "missing argument of repetition *" },
        { @"\Q\E*", 4, "missing argument of repetition *" },
        { "{2}", 0, "missing argument of repetition {2}" },
        { "a**", 1, "repetition operators cannot be stacked: **" },
        { "a*?*", 1, "repetition operators cannot be stacked: *?*" },
        { "x{2}{3}", 1, "repetition operators cannot be stacked: {2}{3}" },
        { "a++", 1, "possessive repetition ++ is not supported by RE2" },
        { "a{2}+", 1, "possessive repetition {2}+ is not supported by RE2" },
        { "a*?+", 1, "repetition operators cannot be stacked: *?+" },
        { "a{1001}", 1, "repetition {1001} is over RE2's limit of 1000" },
        { "a{2,1001}", 1, "repetition {2,1001} is over RE2's limit of 1000" },
        { "a{1001,}", 1, "repetition {1001,} is over RE2's limit of 1000" },
        { "a{2,1}", 1, "repetition {2,1} ends below its start" },
        { "(a{10}){101}", 7, "repetition {101} makes over 1000 copies with those inside it, RE2's limit" },
        { "((((((((((x{2}){2}){2}){2}){2}){2}){2}){2}){2}){2})", 47, "repetition {2} makes over 1000 copies with those inside it, RE2's limit" },
        { "((a{100}){0}){1000}", 13, "repetition {1000} makes over 1000 copies with those inside it, RE2's limit" },
        { "[[:alpha:]", 0, "missing closing ] of [[:alpha:]" },
        { "a\\", 1, "trailing \\ at the end of the pattern" },
        { @"\q", 0, @"escape \q is not supported by RE2" },
        { @"\Z", 0, @"escape \Z is not supported by RE2; use \z" },
        { @"\E", 0, @"escape \E has no \Q before it" },
        { @"[\b]", 1, @"escape \b is not a character; write \x08 for a backspace" },
        { @"[\Qa\E]", 1, @"escape \Q is not supported by RE2" },
        { @"\u0041", 0, @"escape \u is not supported by RE2; write \x{…}" },
        { @"\é", 0, @"escape \é is not supported by RE2; only ASCII punctuation can be escaped" },
        { @"\xZ0", 0, @"escape \x must be \x and two hexadecimal digits, or \x{…}" },
        { @"\x4", 0, @"escape \x4 must be \x and two hexadecimal digits, or \x{…}" },
        { @"\x{}", 0, @"escape \x{ must be \x and two hexadecimal digits, or \x{…}" },
        { @"\x{41", 0, @"escape \x{41 must be \x and two hexadecimal digits, or \x{…}" },
        { @"\x{110000}", 0, @"escape \x{110000 is over the last code point, \x{10FFFF}" },
        { "a\ud800b", 1, "lone surrogate: the pattern is not valid Unicode" },
        { "\udc00", 0, "lone surrogate: the pattern is not valid Unicode" },
    };

    /// <summary>Patterns RE2 accepts, and how our printer spells them.</summary>
    public static TheoryData<string, string> Accepted => new()
    {
        { "", "" },
        { "a|", "a|" },
        { "||", "||" },
        { "(|a)*", "(|a)*" },
        { "()", "()" },
        { "(?:)*", "(?:)*" },
        { "^*", "^*" },
        { @"\b+", @"\b+" },
        { "a{,2}", @"a\{,2\}" },
        { "a{01}", @"a\{01\}" },
        { "a{2,03}", @"a\{2,03\}" },
        { "a{", @"a\{" },
        { "a{1000000000}", @"a\{1000000000\}" },
        { "{a", @"\{a" },
        { "}", @"\}" },
        { "]", @"\]" },
        { "a{0}", "a{0}" },
        { "a{0,0}?", "a{0}?" },
        { "a{0,}", "a*" },
        { "a{1000}", "a{1000}" },
        { "(a{10}){100}", "(a{10}){100}" },
        { "a*(?i)*", "(?:a*)*(?i)" },
        { "a(?i)*b", "a*(?i)b" },
        { "a(?i)b|c", "a(?i)b|c" },
        { "(?)a", "a" },
        { "(?i-s)a", "(?i-s)a" },
        { "(?ii-i)a", "(?-i)a" },
        { "(?i:a)", "(?i:a)" },
        { "(?P<n>a)", "(?P<n>a)" },
        { "(?<n>a)", "(?P<n>a)" },
        { "(?P<1é>a)", "(?P<1é>a)" },
        { "(?P<n>a)(?P<n>b)", "(?P<n>a)(?P<n>b)" },
        { @"\Qa.b\E+", @"a\.b+" },
        { @"\Qa(\", @"a\(\\" },
        { @"a\Q\Eb", "ab" },
        { @"\C", @"\C" },
        { @"\A\z\b\B", @"\A\z\b\B" },
        { "(?m)^a$", "(?m)^a$" },
        { @"\_\-\/\&", "_-/&" },
        { @"\101\08\0", @"A\x008\x00" },
        { @"\777", "ǿ" },
        { @"\x41\x{e9}\x{10FFFF}", @"Aé\x{10FFFF}" },
        { @"\x{D800}", @"\x{D800}" },
        { @"\a\f\n\r\t\v", @"\x07\x0c\n\r\t\x0b" },
        { "[]a]", @"[\]a]" },
        { "[^]a]", @"[^\]a]" },
        { "[a-b-c]", @"[a-b\-c]" },
        { "[a-]", @"[a\-]" },
        { "[--a]", @"[\--a]" },
        { @"[\d-z]", @"[\d\-z]" },
        { "[[:alpha:][:^word:]]", "[[:alpha:][:^word:]]" },
        { "[[:alpha]", @"[\[:alpha]" },
        { "[a[:b]", @"[a\[:b]" },
        { "[:alpha:]", "[:alpha:]" },
        { @"\d\D\s\S\w\W", @"\d\D\s\S\w\W" },
        { @"[\d]", @"\d" },
        { @"[^\d]", @"[^\d]" },
        { @"\pN\PN\p{N}\p{^N}", @"\pN\PN\pN\PN" },
        { @"\p{Greek}\P{^Greek}\p{Any}\p{Cs}", @"\p{Greek}\p{Greek}\p{Any}\p{Cs}" },
        { @"[\pL\P{Lu}]", @"[\pL\P{Lu}]" },
        { "𝒳é\u0001", "𝒳é\\x01" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_RE2_refuses_is_refused_with_place_and_reason(string pattern, int position, string reason)
    {
        Assert.Null(Re2Pattern.TryParse(pattern, out var error));
        Assert.Equal(new(position, reason), error);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void What_RE2_accepts_is_accepted_and_printed(string pattern, string printed)
    {
        var parsed = Re2Pattern.TryParse(pattern, out var error);
        Assert.Null(error);
        Assert.Equal(printed, Re2Printer.Print(parsed!.Syntax));
        Assert.Equal(parsed.Syntax, Re2Pattern.TryParse(printed, out _)!.Syntax);
    }

    [Fact]
    public void Printed_patterns_parse_back_to_an_equal_tree()
    {
        var random = new RandomPatterns(RandomPatterns.Seed);
        for (var i = 0; i < 5000; i++)
        {
            var pattern = i % 2 == 0 ? random.Valid() : random.Mutated();
            if (Re2Pattern.TryParse(pattern, out _) is { Syntax: var tree })
            {
                var printed = Re2Printer.Print(tree);
                Assert.True(tree == Re2Pattern.TryParse(printed, out _)?.Syntax, $"ROUTE_METRICS_SEED={RandomPatterns.Seed}: {pattern} printed {printed}");
            }
        }
    }

    [Theory]
    [InlineData(@"\Qa", @"\Qa\E")]
    [InlineData(@"\Qa\", @"\Qa\\E")]
    [InlineData(@"\Qa\E", @"\Qa\E")]
    [InlineData("a", "a")]
    public void An_unclosed_quote_is_closed_before_it_is_enclosed(string pattern, string enclosable)
    {
        var parsed = Re2Pattern.TryParse(pattern, out _)!;
        Assert.Equal(enclosable, parsed.Enclosable);
        Assert.Equal(parsed.Syntax, Re2Pattern.TryParse(enclosable, out _)!.Syntax);
    }
}
