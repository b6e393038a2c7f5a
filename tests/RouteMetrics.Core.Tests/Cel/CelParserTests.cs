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
    [InlineData("a.contains('x' 'y')", 15, "expected ')', found '''")]
    [InlineData("a.", 2, "expected a field or a function, found the end")]
    [InlineData("a.in", 2, "'in' cannot stand behind a dot")]
    [InlineData("a && while", 5, "'while' is a reserved word")]
    [InlineData("b || has(a)", 5, "has() takes the selection of a field, such as has(request.path)")]
    [InlineData("a == 'x", 5, "the string literal is not closed on its line")]
    [InlineData("a == 'x\n'", 5, "the string literal is not closed on its line")]
    [InlineData("a == 'x\\d'", 7, "CEL has no such escape")]
    [InlineData("'\\ud83d\\ude80'", 1, "CEL has no such escape")]
    [InlineData("'\\U00110000'", 1, "CEL has no such escape")]
    [InlineData("'\\U", 1, "CEL has no such escape")]
    [InlineData("'\\400'", 1, "CEL has no such escape")]
    [InlineData("9223372036854775808", 0, "'9223372036854775808' does not fit into 64 bits")]
    [InlineData("a == -9223372036854775809", 6, "'-9223372036854775809' does not fit into 64 bits")]
    [InlineData("0x10000000000000000u", 0, "'0x10000000000000000u' does not fit into 64 bits")]
    [InlineData("0X1", 1, "expected an operator or the end, found 'X1'")]
    [InlineData("1e", 1, "expected an operator or the end, found 'e'")]
    [InlineData("a.5", 2, "'5' cannot stand behind a dot")]
    [InlineData("!--1", 2, "expected a number, found '-'")]
    [InlineData("[1, , 2]", 4, "expected an expression, found ','")]
    [InlineData("[1,,]", 3, "expected an expression, found ','")]
    [InlineData("f(1,)", 4, "expected an expression, found ')'")]
    [InlineData("a.?b", 2, "expected a field or a function, found '?'")]
    [InlineData("a[?b]", 2, "expected an expression, found '?'")]
    [InlineData("a.`b`", 2, "expected a field or a function, found '`'")]
    [InlineData("a.b{1: 2}", 4, "a message takes fields, such as {seconds: 1}")]
    [InlineData("(a){b: 1}", 3, "expected an operator or the end, found '{'")]
    [InlineData("[a].map(b.c, d)", 4, "the first argument of map() has to be the name of a variable")]
    [InlineData("a == '''x\n", 5, "the string literal is not closed")]
    [InlineData("r'\\'", 2, "a raw literal cannot end in an odd number of backslashes")]
    [InlineData("r'\n'", 0, "the string literal is not closed on its line")]
    [InlineData("b'\\u0041'", 2, "CEL has no such escape")]
    [InlineData("rb'x'", 2, "expected an operator or the end, found '''")]
    [InlineData("in(request.method, ['GET'])", 0, "'in' is a reserved word")]
    [InlineData("a = 'b'", 2, "expected an operator or the end, found '='")]
    [InlineData("a & b", 2, "expected an operator or the end, found '&'")]
    [InlineData("a /* b */", 3, "expected an expression, found '*'")]
    [InlineData("a\0", 1, "expected an operator or the end, found U+0000")]
    [InlineData("a 🚀", 2, "expected an operator or the end, found '🚀'")]
    public void A_fault_says_where_it_is_and_what_it_is(string text, int position, string reason) =>
        Assert.Equal(new CelParseResult.Failed(position, reason), CelParser.Parse(text));

    [Fact]
    public void A_lone_surrogate_is_no_text_at_all() =>
        Assert.Equal(
            new CelParseResult.Failed(3, "the text has a lone surrogate, so that it cannot be UTF-8"), CelParser.Parse("'🚀\uDE80'"));

    public static TheoryData<string, CelExpression> Literals => new()
    {
        { "-9223372036854775808", new Number(long.MinValue) },
        { "- 0x10", new Number(-16) },
        { "0xfFu", new Unsigned(255) },
        { "18446744073709551615U", new Unsigned(ulong.MaxValue) },
        { "-1u", new Negate(new Unsigned(1)) },
        { "007", new Number(7) },
        { "1.e5", new Select(new Number(1), "e5") },
        { ".5", new Real(0.5) },
        { "-1.5e-3", new Real(-0.0015) },
        { "1e999", new Real(double.PositiveInfinity) },
        { "null", new Null() },
        { @"b'a\xff\377é'", new Bytes([0x61, 0xff, 0xff, 0xc3, 0xa9]) },
        { @"BR'\d'", new Bytes([0x5c, 0x64]) },
        { @"r'\d\\'", new Text(@"\d\\") },
        { "R\"it's\"", new Text("it's") },
        { "'''a'b\"c\r\nd\re\\n'''", new Text("a'b\"c\nd\ne\n") },
        { "r\"\"\"\\n\n\"\"\"", new Text("\\n\n") },
        { "''''''", new Text("") },
        { "[]", new List([]) },
        { "[,]", new List([]) },
        { "[1, 2,]", new List([new Number(1), new Number(2)]) },
        { "{,}", new Map([]) },
        { "{'a': 1,}", new Map([new(new Text("a"), new Number(1))]) },
        { "!!a", new Identifier("a") },
        { "---a", new Negate(new Identifier("a")) },
        { "1--1", new Arithmetic(new Number(1), CelArithmetic.Subtract, new Number(-1)) },
        { ".a.b{}.c", new Select(new Message("a.b", []), "c") },
        { ".size(a)", new GlobalCall("size", [new Identifier("a")]) },
        { "has(a, b)", new GlobalCall("has", [new Identifier("a"), new Identifier("b")]) },
        { "a.has(b)", new Call(new Identifier("a"), "has", [new Identifier("b")]) },
        { "a ?.b : c", new Conditional(new Identifier("a"), new Identifier("b"), new Identifier("c")) },
        { "a // to the end of the line\n.b // and of the text", new Select(new Identifier("a"), "b") },
    };

    [Theory]
    [MemberData(nameof(Literals), DisableDiscoveryEnumeration = true)]
    public void What_CEL_has_beside_conditions_is_read(string text, CelExpression expression) => Assert.Equal(expression, Parsed(text));

    [Theory]
    [InlineData("a ==", 1, 5)]
    [InlineData("a &&\n  '🚀' = b", 2, 7)]
    [InlineData("a\r\n  b", 2, 3)]
    public void A_fault_has_a_line_and_a_column(string text, int line, int column) =>
        Assert.Equal((line, column), Assert.IsType<CelParseResult.Failed>(CelParser.Parse(text)).Place(text));

    private static CelExpression Parsed(string text) => Assert.IsType<CelParseResult.Parsed>(CelParser.Parse(text)).Expression;
}
