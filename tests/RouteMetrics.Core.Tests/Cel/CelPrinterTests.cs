using System.Buffers;
using RouteMetrics.Core.Cel;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Tests.Cel;

public sealed class CelPrinterTests
{
    private static readonly Select Method = new(new Identifier("request"), "method");
    private static readonly Select UrlPath = new(new Identifier("request"), "url_path");
    private static readonly Select Headers = new(new Identifier("request"), "headers");
    private static readonly Select RouteName = new(new Identifier("xds"), "route_name");
    private static readonly Identifier A = new("a");
    private static readonly Identifier B = new("b");
    private static readonly Identifier C = new("c");

    public static TheoryData<string, CelExpression> Spellings => new()
    {
        {
            "request.method == 'GET' && request.url_path == '/healthz'",
            AllOf([Equal(Method, new Text("GET")), Equal(UrlPath, new Text("/healthz"))])
        },
        { "(a || b) && !(c == 'x')", AllOf([AnyOf([A, B]), new Not(Equal(C, new Text("x")))]) },
        { "a || b && c", AnyOf([A, AllOf([B, C])]) },
        {
            "'x-env' in request.headers && request.headers['x-env'] == 'v'",
            AllOf([
                new Relation(new Text("x-env"), CelRelation.In, Headers),
                Equal(new CelExpression.Index(Headers, new Text("x-env")), new Text("v")),
            ])
        },
        {
            "{'a.b.0': 'GET /healthz'}[xds.route_name]",
            new CelExpression.Index(new Map([new(new Text("a.b.0"), new Text("GET /healthz"))]), RouteName)
        },
        { "has(xds.route_name) ? xds.route_name : 'other'", new Conditional(new Has(RouteName), RouteName, new Text("other")) },
        { "request.url_path.startsWith('/api/')", new Call(UrlPath, "startsWith", [new Text("/api/")]) },
        { "{}.size() == 0", Equal(new Call(new Map([]), "size", []), new Number(0)) },
        { "{1: true, false: a}", new Map([new(new Number(1), new Flag(true)), new(new Flag(false), A)]) },
        { "!(!a)", new Not(new Not(A)) },
        { "!a.b", new Not(new Select(A, "b")) },
        { "(!a).b", new Select(new Not(A), "b") },
        { "!a == b", Equal(new Not(A), B) },
        { "a == b == c", Equal(Equal(A, B), C) },
        { "a == (b != c)", Equal(A, new Relation(B, CelRelation.NotEqual, C)) },
        { "(a && b) == c", Equal(AllOf([A, B]), C) },
        { "a ? b : c ? a : b", new Conditional(A, B, new Conditional(C, A, B)) },
        { "(a ? b : c) ? (a ? b : c) : a", new Conditional(new Conditional(A, B, C), new Conditional(A, B, C), A) },
        { "a && (a ? b : c)", AllOf([A, new Conditional(A, B, C)]) },
        { "a.contains(b ? 'x' : 'y')", new Call(A, "contains", [new Conditional(B, new Text("x"), new Text("y"))]) },
        { "a && b && c", AllOf([AllOf([A, B]), C]) },
        { "-1", new Number(-1) },
        { "18446744073709551615u", new Unsigned(ulong.MaxValue) },
        { "[1.0, -0.5, 1E+20, 1e999, -1e999]", new List([new Real(1), new Real(-0.5), new Real(1e20), new Real(double.PositiveInfinity), new Real(double.NegativeInfinity)]) },
        { @"b'a\x00\xff\x27'", new Bytes([(byte)'a', 0, 255, (byte)'\'']) },
        { "null", new Null() },
        { "a - (b - c)", new Arithmetic(A, CelArithmetic.Subtract, new Arithmetic(B, CelArithmetic.Subtract, C)) },
        { "a - b - c", new Arithmetic(new Arithmetic(A, CelArithmetic.Subtract, B), CelArithmetic.Subtract, C) },
        {
            "(a + b) * c % 2 <= 1",
            new Relation(
                new Arithmetic(new Arithmetic(new Arithmetic(A, CelArithmetic.Add, B), CelArithmetic.Multiply, C), CelArithmetic.Modulo, new Number(2)),
                CelRelation.LessOrEqual,
                new Number(1))
        },
        { "-a", new Negate(A) },
        { "-(1)", new Negate(new Number(1)) },
        { "-(1.0.a)", new Negate(new Select(new Real(1), "a")) },
        { "-(-a)", new Negate(new Negate(A)) },
        { "!-1", new Not(new Number(-1)) },
        { "size(a) > 0", new Relation(new GlobalCall("size", [A]), CelRelation.Greater, new Number(0)) },
        { "a.map(b, b ? c : a)", new Call(A, "map", [B, new Conditional(B, C, A)]) },
        { "google.protobuf.Duration{seconds: 1, nanos: 2}", new Message("google.protobuf.Duration", [new("seconds", new Number(1)), new("nanos", new Number(2))]) },
        { "true", AllOf([]) },
        { "false", AnyOf([]) },
    };

    public static TheoryData<string, string> Literals => new()
    {
        { "", "''" },
        { "it's", @"'it\'s'" },
        { "\"quoted\"", "'\"quoted\"'" },
        { @"^(?:\d+)$", @"'^(?:\\d+)$'" },
        { "a\nb\tc\0", @"'a\u000ab\u0009c\u0000'" },
        { "\u001f\u007f", @"'\u001f\u007f'" },
        { "naïve 🚀 \u0085\u2028\uFFFD", "'naïve 🚀 \u0085\u2028\uFFFD'" },
    };

    [Theory]
    [MemberData(nameof(Spellings), DisableDiscoveryEnumeration = true)]
    public void An_expression_has_one_spelling(string expected, CelExpression expression)
    {
        Assert.Equal(expected, CelPrinter.Print(expression));
        Assert.Equal(expected, expression.ToString());
    }

    [Theory]
    [MemberData(nameof(Literals))]
    public void A_text_is_escaped_only_where_it_must_be(string value, string expected) =>
        Assert.Equal(expected, CelPrinter.Print(new Text(value)));

    [Fact]
    public void Printing_to_a_buffer_appends_the_same_text()
    {
        var output = new ArrayBufferWriter<char>();
        output.Write("condition: ");

        CelPrinter.PrintTo(output, Equal(Method, new Text("GET")));

        Assert.Equal("condition: request.method == 'GET'", output.WrittenSpan.ToString());
    }

    [Fact]
    public void A_long_text_outgrows_the_stack_buffer_whole()
    {
        var value = string.Concat(Enumerable.Repeat("/segment", 2000));

        Assert.Equal($"'{value}'", CelPrinter.Print(new Text(value)));
    }

    [Fact]
    public void A_lone_surrogate_cannot_be_printed()
    {
        // Not a theory: attributes are stored as UTF-8, which has no lone surrogates.
        foreach (var (value, index) in new[] { ("\uD83D", 0), ("ab\uDE00\uD83D", 2), ("🚀\uD83D", 2) })
        {
            var refusal = Assert.Throws<ArgumentException>(() => CelPrinter.Print(new Text(value)));

            Assert.Equal($"The text has a lone surrogate at index {index}, which CEL cannot express. (Parameter 'value')", refusal.Message);
        }
    }

    [Fact]
    public void What_CEL_would_read_otherwise_cannot_be_printed()
    {
        CelExpression[] impossible =
        [
            new Identifier("x-env"), new Identifier("while"), new Identifier(""), new Identifier("1a"),
            new Identifier("true"), new Select(A, "in"), new Select(A, "b'] || true || a['"),
            new Call(A, "in", []), new GlobalCall("while", [A]), new Message("google.protobuf.Duration", [new("in", A)]),
        ];

        Assert.All(impossible, node => Assert.ThrowsAny<ArgumentException>(() => CelPrinter.Print(node)));
        Assert.Equal("a.while", CelPrinter.Print(new Select(A, "while")));
    }

    private static Relation Equal(CelExpression left, CelExpression right) => new(left, CelRelation.Equal, right);
}
