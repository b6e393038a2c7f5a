using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Cel;

/// <summary>How tightly a CEL construct holds its operands: CEL's grammar, loosest first.</summary>
public enum Binding
{
    Conditional,
    Or,
    And,
    Relation,
    Addition,
    Multiplication,
    Unary,
    Member,
}

/// <summary>
/// A CEL expression as a tree. The family is closed: the printer, the parser and the evaluator know every case. Chains of <c>&amp;&amp;</c>
/// and <c>||</c> are one flat node, since the proxy's parser balances them and they cost one level of its recursion limit.
/// </summary>
public abstract record CelExpression
{
    private CelExpression(Binding binding) => Binding = binding;

    public Binding Binding { get; }

    /// <summary>CEL text that <see cref="CelParser"/> reads back to an equal tree.</summary>
    public sealed override string ToString() => CelPrinter.Print(this);

    /// <summary>A string literal; the value is unescaped and has no lone surrogates.</summary>
    public sealed record Text(string Value) : CelExpression(Binding.Member);

    /// <summary>A bytes literal: <c>b'GET'</c>.</summary>
    public sealed record Bytes(EquatableList<byte> Value) : CelExpression(Binding.Member);

    /// <summary>An integer literal, its sign included.</summary>
    public sealed record Number(long Value) : CelExpression(Binding.Member);

    /// <summary><c>1u</c>.</summary>
    public sealed record Unsigned(ulong Value) : CelExpression(Binding.Member);

    /// <summary>A literal with a fraction or an exponent, its sign included; infinite if it is too large.</summary>
    public sealed record Real(double Value) : CelExpression(Binding.Member);

    public sealed record Flag(bool Value) : CelExpression(Binding.Member);

    public sealed record Null() : CelExpression(Binding.Member);

    /// <summary>A top-level name: <c>request</c>.</summary>
    public sealed record Identifier(string Name) : CelExpression(Binding.Member);

    /// <summary><c>operand.field</c>: <c>request.method</c>.</summary>
    public sealed record Select(CelExpression Operand, string Field) : CelExpression(Binding.Member);

    /// <summary><c>operand[key]</c>: <c>request.headers['x-env']</c>.</summary>
    public sealed record Index(CelExpression Operand, CelExpression Key) : CelExpression(Binding.Member);

    /// <summary>A member call: <c>target.startsWith('/x')</c>; also list and map macros, whose first argument names the variable.</summary>
    public sealed record Call(
        CelExpression Target, string Function, EquatableList<CelExpression> Arguments) : CelExpression(Binding.Member);

    /// <summary>A call on nothing: <c>size(x)</c>.</summary>
    public sealed record GlobalCall(string Function, EquatableList<CelExpression> Arguments) : CelExpression(Binding.Member);

    /// <summary><c>has(operand.field)</c>.</summary>
    public sealed record Has(Select Field) : CelExpression(Binding.Member);

    /// <summary><c>{'key': value}</c>, in the order given.</summary>
    public sealed record Map(EquatableList<MapEntry> Entries) : CelExpression(Binding.Member);

    /// <summary><c>['a', 'b']</c>.</summary>
    public sealed record List(EquatableList<CelExpression> Elements) : CelExpression(Binding.Member);

    /// <summary><c>google.protobuf.Duration{seconds: 1}</c>.</summary>
    public sealed record Message(string Type, EquatableList<MessageField> Fields) : CelExpression(Binding.Member);

    public sealed record Not(CelExpression Operand) : CelExpression(Binding.Unary);

    /// <summary><c>-operand</c>, where that is no literal.</summary>
    public sealed record Negate(CelExpression Operand) : CelExpression(Binding.Unary);

    /// <summary><c>+ - * / %</c>.</summary>
    public sealed record Arithmetic(CelExpression Left, CelArithmetic Operator, CelExpression Right)
        : CelExpression(Operator is CelArithmetic.Add or CelArithmetic.Subtract ? Binding.Addition : Binding.Multiplication);

    /// <summary><c>== != &lt; &lt;= &gt; &gt;= in</c>.</summary>
    public sealed record Relation(CelExpression Left, CelRelation Operator, CelExpression Right) : CelExpression(Binding.Relation);

    /// <summary>Two or more terms, none of them itself an <see cref="And"/>.</summary>
    public sealed record And(EquatableList<CelExpression> Terms) : CelExpression(Binding.And);

    /// <summary>Two or more terms, none of them itself an <see cref="Or"/>.</summary>
    public sealed record Or(EquatableList<CelExpression> Terms) : CelExpression(Binding.Or);

    /// <summary><c>condition ? then : otherwise</c>.</summary>
    public sealed record Conditional(
        CelExpression Condition, CelExpression Then, CelExpression Otherwise) : CelExpression(Binding.Conditional);

    /// <summary>The conjunction of the terms, flat; a single term is itself, and none is <c>true</c>.</summary>
    public static CelExpression AllOf(IReadOnlyList<CelExpression> terms) => terms.Count switch
    {
        0 => new Flag(true),
        1 => terms[0],
        _ => new And(Flat(terms, static term => (term as And)?.Terms)),
    };

    /// <summary>The disjunction of the terms, flat; a single term is itself, and none is <c>false</c>.</summary>
    public static CelExpression AnyOf(IReadOnlyList<CelExpression> terms) => terms.Count switch
    {
        0 => new Flag(false),
        1 => terms[0],
        _ => new Or(Flat(terms, static term => (term as Or)?.Terms)),
    };

    private static EquatableList<CelExpression> Flat(
        IReadOnlyList<CelExpression> terms, Func<CelExpression, IReadOnlyList<CelExpression>?> parts)
    {
        var i = 0;
        while (i < terms.Count && parts(terms[i]) is null)
        {
            i++;
        }

        if (i == terms.Count)
        {
            return new(terms);
        }

        var flat = new List<CelExpression>(terms.Count);
        foreach (var term in terms)
        {
            if (parts(term) is { } nested)
            {
                flat.AddRange(nested);
            }
            else
            {
                flat.Add(term);
            }
        }

        return new(flat);
    }
}

public sealed record MapEntry(CelExpression Key, CelExpression Value);

public sealed record MessageField(string Name, CelExpression Value);

public enum CelRelation
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
}

public enum CelArithmetic
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}
