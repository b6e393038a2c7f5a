using System.Runtime.InteropServices;

namespace RouteMetrics.Core.Cel;

/// <summary>An operator between two operands, as it is written, and the node that it makes of them.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CelInfix(string Symbol, Func<CelExpression, CelExpression, CelExpression> Combine)
{
    // A symbol comes before those it begins with.
    private static readonly CelInfix[] Relations =
    [
        Relation("==", CelRelation.Equal), Relation("!=", CelRelation.NotEqual),
        Relation("<=", CelRelation.LessOrEqual), Relation("<", CelRelation.Less),
        Relation(">=", CelRelation.GreaterOrEqual), Relation(">", CelRelation.Greater), Relation("in", CelRelation.In),
    ];

    private static readonly CelInfix[] Additions = [Arithmetic("+", CelArithmetic.Add), Arithmetic("-", CelArithmetic.Subtract)];

    private static readonly CelInfix[] Multiplications =
        [Arithmetic("*", CelArithmetic.Multiply), Arithmetic("/", CelArithmetic.Divide), Arithmetic("%", CelArithmetic.Modulo)];

    public bool IsWord => char.IsAsciiLetter(Symbol[0]);

    /// <summary>The left-associative operators that bind as tightly as this; none for the other bindings.</summary>
    public static ReadOnlySpan<CelInfix> Of(Binding binding) => binding switch
    {
        Binding.Relation => Relations,
        Binding.Addition => Additions,
        Binding.Multiplication => Multiplications,
        _ => [],
    };

    private static CelInfix Relation(string symbol, CelRelation relation) =>
        new(symbol, (left, right) => new CelExpression.Relation(left, relation, right));

    private static CelInfix Arithmetic(string symbol, CelArithmetic arithmetic) =>
        new(symbol, (left, right) => new CelExpression.Arithmetic(left, arithmetic, right));
}
