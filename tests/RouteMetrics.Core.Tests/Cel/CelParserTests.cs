using RouteMetrics.Core.Cel;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Tests.Cel;

public sealed class CelParserTests
{
    [Fact]
    public void White_space_and_redundant_parentheses_mean_nothing() =>
        Assert.Equal(
            Parsed("a.b['k'] == 'v' && !c.matches('x') || d"),
            Parsed("\t( ( a . b [ \"k\" ]=='v' )&&\r\n! ( c.matches( 'x' ) ) )\f||d "));

    [Fact]
    public void Every_escape_of_CEL_is_read() =>
        Assert.Equal(
            new Text("\a\b\f\n\r\t\v\\?'\"`\u00ffAé\u0001€🚀"),
            Parsed("""
                '\a\b\f\n\r\t\v\\\?\'\"\`\377\x41\XE9\001\u20ac\U0001F680'
                """));

    [Fact]
    public void Double_quotes_make_a_text_too() => Assert.Equal(new Text("it's \"so\""), Parsed("""
        "it's \"so\""
        """));

    [Fact]
    public void A_chain_in_parentheses_within_the_same_chain_is_one_chain() =>
        Assert.Equal(Parsed("a && b && c && d"), Parsed("(a && b) && (c && d)"));

    [Theory]
    [InlineData("", 0, "expected an expression, found the end")]
    [InlineData("a ==", 4, "expected an expression, found the end")]
    [InlineData("a b", 2, "expected an operator or the end, found 'b'")]
    [InlineData("a && || b", 5, "expected an expression, found '|'")]
    [InlineData("(a", 2, "expected ')', found the end")]
    [InlineData("a ? b", 5, "expected ':', found the end")]
    [InlineData("a[1", 3, "expected ']', found the end")]
    [InlineData("{'a' 1}", 5, "expected ':', found '1'")]
    [InlineData("{'a': 1,}", 8, "expected an expression, found '}'")]
    [InlineData("a.contains('x' 'y')", 15, "expected ')', found '''")]
    [InlineData("a.", 2, "expected a field or a function, found the end")]
    [InlineData("a.in", 2, "'in' cannot stand behind a dot")]
    [InlineData("1.5", 2, "'5' cannot stand behind a dot")]
    [InlineData("a && while", 5, "'while' is a reserved word")]
    [InlineData("null == a", 0, "'null' is a reserved word")]
    [InlineData("a || size(b)", 5, "'size' is not called on anything, which only has() is in this dialect")]
    [InlineData("a.lowerAscii() == 'x'", 2, "the proxy has no member function 'lowerAscii' with 0 argument(s)")]
    [InlineData("a.matches()", 2, "the proxy has no member function 'matches' with 0 argument(s)")]
    [InlineData("b || has(a)", 5, "has() takes the selection of a field, such as has(request.path)")]
    [InlineData("!!a", 1, "the proxy drops '!!', so that it means nothing; write !(!x) or x")]
    [InlineData("1u", 0, "'1u' is not a whole decimal number of at most 9223372036854775807")]
    [InlineData("9223372036854775808", 0, "'9223372036854775808' is not a whole decimal number of at most 9223372036854775807")]
    [InlineData("-1", 0, "expected an expression, found '-'")]
    [InlineData("a + b", 2, "expected an operator or the end, found '+'")]
    [InlineData("a == 'x", 5, "the string literal is not closed on its line")]
    [InlineData("a == 'x\n'", 5, "the string literal is not closed on its line")]
    [InlineData("a == 'x\\d'", 7, "CEL has no such escape")]
    [InlineData("'\\ud83d\\ude80'", 1, "CEL has no such escape")]
    [InlineData("'\\U00110000'", 1, "CEL has no such escape")]
    [InlineData("'\\U", 1, "CEL has no such escape")]
    [InlineData("'\\400'", 1, "CEL has no such escape")]
    [InlineData("'''x'''", 2, "expected an operator or the end, found '''")]
    [InlineData("r'x'", 1, "expected an operator or the end, found '''")]
    [InlineData("a // comment", 2, "expected an operator or the end, found '/'")]
    [InlineData("a\0", 1, "expected an operator or the end, found U+0000")]
    [InlineData("a 🚀", 2, "expected an operator or the end, found '🚀'")]
    public void A_fault_says_where_it_is_and_what_it_is(string text, int position, string reason) =>
        Assert.Equal(new CelParseResult.Failed(position, reason), CelParser.Parse(text));

    [Fact]
    public void A_lone_surrogate_is_no_text_at_all() =>
        Assert.Equal(
            new CelParseResult.Failed(3, "the text has a lone surrogate, so that it cannot be UTF-8"), CelParser.Parse("'🚀\uDE80'"));

    private static CelExpression Parsed(string text) => Assert.IsType<CelParseResult.Parsed>(CelParser.Parse(text)).Expression;
}
