using System.Collections.Immutable;
using RouteMetrics.Core.Cel;
using static RouteMetrics.Core.Cel.CelExpression;

namespace RouteMetrics.Core.Tests.Cel;

/// <summary>Random expressions of every kind, made of few words so that they meet, and requests made of the same words.</summary>
internal sealed class RandomCel(Random random)
{
    private static readonly string[] Words =
    [
        "", "GET", "POST", "/", "/a", "/a/b", "a", "x-env", "x-other", "X-Env", "host", ":path", "not a header", "v", "v,w",
        "default", "foo.example.com", "a=1&b", "it's", "\"", "\\",
        "\\d", "a\nb", "\t", "\0", "\u0001", "\u001f", "\u007f", "\u0085", "é", "🚀",
        "\u2028", "\u2029", "\uFFFD", "\uFFFF", "\U0010FFFF", "'''",
    ];

    private static readonly string[] Regexes =
    [
        "^(?:/a.*)$", "a", "^$", "(?i)get|post", "[^/]+/b", "\\.", "(", "a)(b", "[b-a]", "^(?:\\x{1F680})$", "(?:a=1&)*b",
    ];

    private static readonly string[] Fields =
    [
        "method", "path", "url_path", "query", "host", "scheme", "referer", "useragent", "id", "nope", "while",
    ];

    /// <summary>Any tree at all, most of them errors: what the printer and the parser must agree on.</summary>
    public CelExpression Any(int depth)
    {
        if (depth == 0)
        {
            return Leaf();
        }

        return random.Next(19) switch
        {
            0 => Leaf(),
            13 => new GlobalCall(Pick(["size", "string", "dyn", "matches", "nope"]), [.. Enumerable.Range(0, random.Next(3)).Select(_ => Any(depth - 1))]),
            14 => new List([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(depth - 1))]),
            15 => new Message(
                Pick(["a", "google.protobuf.Duration"]),
                [.. Enumerable.Range(0, random.Next(3)).Select(_ => new MessageField(Pick(Fields), Any(depth - 1)))]),
            16 => new Negate(Any(depth - 1)),
            17 => new Arithmetic(Any(depth - 1), Pick(Enum.GetValues<CelArithmetic>()), Any(depth - 1)),
            18 => new Call(Any(depth - 1), Pick(["all", "exists", "exists_one", "map", "filter"]), [new Identifier("k"), Any(depth - 1)]),
            1 => new Select(Any(depth - 1), Pick(Fields)),
            2 => new CelExpression.Index(Any(depth - 1), Any(depth - 1)),
            3 => new Call(Any(depth - 1), "size", []),
            4 => new Call(Any(depth - 1), Pick(["contains", "endsWith", "startsWith"]), [Any(depth - 1)]),
            5 => new Has(new(Any(depth - 1), Pick(Fields))),
            6 => new Map([.. Enumerable.Range(0, random.Next(4)).Select(_ => new MapEntry(Any(depth - 1), Any(depth - 1)))]),
            7 => new Not(Any(depth - 1)),
            8 or 9 => new Relation(Any(depth - 1), Pick(Enum.GetValues<CelRelation>()), Any(depth - 1)),
            10 => AllOf(Some(() => Any(depth - 1))),
            11 => AnyOf(Some(() => Any(depth - 1))),
            _ => new Conditional(Any(depth - 1), Any(depth - 1), Any(depth - 1)),
        };
    }

    /// <summary>What a condition looks like, with now and then an absent key, a wrong type or an unknown name in it.</summary>
    public CelExpression Condition(int depth, bool withRegexes) => random.Next(depth == 0 ? 6 : 12) switch
    {
        0 => new Relation(Value(), Pick([CelRelation.Equal, CelRelation.NotEqual]), Value()),
        1 => new Relation(String(), CelRelation.In, Pick<CelExpression>([Headers, new Identifier("request"), Literal()])),
        2 => new Call(String(), Pick(["contains", "endsWith", "startsWith"]), [String()]),
        3 when withRegexes => new Call(String(), "matches", [new Text(Pick(Regexes))]),
        3 => new Relation(new Call(Value(), "size", []), CelRelation.Equal, new Number(random.Next(5))),
        // Of maps only: has() of what is no map is an error in cel-cpp (select_step.cc) and false in the independent CEL.
        4 => new Has(new(Pick<CelExpression>([Headers, .. Roots, Literal()]), Pick(["host", "route_name", "nope"]))),
        5 => random.Next(4) == 0 ? Oddity() : new Flag(random.Next(2) == 0),
        6 or 7 => AllOf(Some(() => Condition(depth - 1, withRegexes))),
        8 or 9 => AnyOf(Some(() => Condition(depth - 1, withRegexes))),
        10 => new Not(Condition(depth - 1, withRegexes)),
        _ => new Conditional(Condition(depth - 1, withRegexes), Condition(depth - 1, withRegexes), Condition(depth - 1, withRegexes)),
    };

    public CelActivation Request() => new()
    {
        Method = Pick(["GET", "POST", "get"]),
        UrlPath = Pick(Words),
        Query = Pick(["", "a=1&b", "v", "🚀"]),
        Host = Pick(["foo.example.com", "Foo.example.com:8080", ""]),
        Headers = Enumerable.Range(0, random.Next(4))
            .Select(_ => Pick(["x-env", "x-other", ":scheme", "referer", "user-agent", "x-request-id"])).Distinct(StringComparer.Ordinal)
            .ToImmutableSortedDictionary(name => name, _ => Pick(Words), StringComparer.Ordinal),
        FilterChainName = Pick(["", "default", "inbound-vip|80|http|svc.ns.svc.cluster.local"]),
        RouteName = Pick([null, "", "default"]),
        DestinationPort = Pick([80, 8080]),
    };

    private CelExpression Oddity() => random.Next(6) switch
    {
        0 => Value(),
        1 => new Not(Value()),
        2 => new Select(Value(), Pick(Fields)),
        3 => new CelExpression.Index(Value(), Value()),
        4 => new Relation(Value(), CelRelation.In, Value()),
        _ => new Call(Value(), Pick(["contains", "endsWith", "startsWith"]), [Value()]),
    };

    private static Identifier[] Roots => [new("request"), new("xds"), new("nope")];

    private static Select Headers => new(new Identifier("request"), "headers");

    private CelExpression Leaf() =>
        random.Next(3) == 0 ? AnyLiteral()
        : random.Next(5) == 0 ? new Identifier(Pick(["request", "xds", "destination", "has", "inside"])) : Scalar();

    private CelExpression AnyLiteral() => random.Next(5) switch
    {
        0 => new Number(-random.NextInt64()),
        1 => new Unsigned((ulong)random.NextInt64() * 2),
        2 => new Real(Pick([random.Next(-3, 3), random.NextDouble() * 1e300, -random.NextDouble(), double.PositiveInfinity])),
        3 => new Null(),
        _ => new Bytes([.. Enumerable.Range(0, random.Next(4)).Select(_ => (byte)random.Next(256))]),
    };

    private CelExpression Scalar() => random.Next(6) switch
    {
        0 => new Number(random.Next(3) == 0 ? random.NextInt64() : random.Next(3)),
        1 => new Flag(random.Next(2) == 0),
        2 => new Identifier("nope"),
        _ => new Text(Pick(Words)),
    };

    private CelExpression Value() => random.Next(8) switch
    {
        0 => new Select(new Identifier("destination"), "port"),
        1 => new Number(random.Next(100)),
        2 => Scalar(),
        3 => Literal(),
        _ => String(),
    };

    private CelExpression String() => random.Next(8) switch
    {
        0 => new Select(new Identifier("xds"), Pick(["route_name", "filter_chain_name", "nope"])),
        1 or 2 => new CelExpression.Index(Headers, new Text(Pick(Words))),
        3 => new CelExpression.Index(Literal(), String()),
        4 or 5 => new Text(Pick(Words)),
        _ => new Select(new Identifier("request"), Pick(Fields)),
    };

    private Map Literal() => new([.. Enumerable.Range(0, random.Next(4)).Select(_ => new MapEntry(Scalar(), Scalar()))]);

    private List<CelExpression> Some(Func<CelExpression> make) => [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => make())];

    private T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
}
