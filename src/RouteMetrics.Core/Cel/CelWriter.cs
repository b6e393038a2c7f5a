using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace RouteMetrics.Core.Cel;

/// <summary>
/// Writes one expression into a pooled buffer and counts, on the way, what the proxy's parser will count when it reads it: the text is
/// written rule by rule of its grammar, so both follow from one walk.
/// </summary>
internal ref struct CelWriter(Span<char> buffer)
{
    /// <summary>Room for all but one in a hundred conditions, so that these need no pooled buffer.</summary>
    public const int StackLength = 1024;

    private DefaultInterpolatedStringHandler text = new(0, 0, CultureInfo.InvariantCulture, buffer);
    private int rules;
    private int visits;

    public ReadOnlySpan<char> Text => text.Text;

    /// <summary>See <see cref="CelSize"/>.</summary>
    public int Depth { get; private set; }

    public string ToStringAndClear() => text.ToStringAndClear();

    public void Clear() => text.Clear();

    /// <summary>The grammar's <c>expr</c>: the whole text, or what stands between brackets or behind the colon of a conditional.</summary>
    /// <param name="levels">An argument's own <c>expr</c> is not visited, only its parts: a conditional there costs none by itself.</param>
    public void Write(CelExpression expression, int levels = 1)
    {
        Depth = Math.Max(Depth, rules++);
        Node(expression, levels);
        rules--;
    }

    private void Node(CelExpression node, int levels = 1)
    {
        visits += levels;
        Depth = Math.Max(Depth, visits);
        switch (node)
        {
            case CelExpression.Text literal:
                CelString.Quote(ref text, literal.Value);
                break;
            case CelExpression.Number literal:
                Number(literal.Value);
                break;
            case CelExpression.Flag literal:
                text.AppendLiteral(literal.Value ? "true" : "false");
                break;
            case CelExpression.Identifier identifier:
                Name(identifier.Name, CelNames.IsIdentifier(identifier.Name));
                break;
            case CelExpression.Map map:
                Map(map.Entries);
                break;
            case CelExpression.Not not:
                text.AppendLiteral("!");
                Operand(not.Operand, Binding.Member);
                break;
            case CelExpression.Relation relation:
                Relation(relation);
                break;
            case CelExpression.And and:
                Chain(and.Terms, " && ", Binding.Relation);
                break;
            case CelExpression.Or or:
                Chain(or.Terms, " || ", Binding.And);
                break;
            case CelExpression.Conditional conditional:
                Conditional(conditional);
                break;
            default:
                Member(node);
                break;
        }

        visits -= levels;
    }

    private void Member(CelExpression node)
    {
        switch (node)
        {
            case CelExpression.Select select:
                Operand(select.Operand, Binding.Member);
                text.AppendLiteral(".");
                Name(select.Field, CelNames.IsField(select.Field));
                break;
            case CelExpression.Index index:
                Operand(index.Operand, Binding.Member);
                text.AppendLiteral("[");
                Write(index.Key);
                text.AppendLiteral("]");
                break;
            case CelExpression.Call call:
                Operand(call.Target, Binding.Member);
                text.AppendLiteral(".");
                Name(call.Function, CelNames.IsMemberFunction(call.Function, call.Arguments.Count));
                Arguments(call.Arguments);
                break;
            case CelExpression.Has has:
                text.AppendLiteral("has(");
                Write(has.Field);
                text.AppendLiteral(")");
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Operand(CelExpression operand, Binding atLeast)
    {
        if (operand.Binding >= atLeast)
        {
            Node(operand);
            return;
        }

        // The visitor steps through parentheses; the grammar's rules do not.
        text.AppendLiteral("(");
        Write(operand);
        text.AppendLiteral(")");
    }

    private void Chain(EquatableList<CelExpression> terms, string separator, Binding atLeast)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            text.AppendLiteral(i == 0 ? "" : separator);
            Operand(terms[i], atLeast);
        }
    }

    private void Relation(CelExpression.Relation relation)
    {
        Operand(relation.Left, Binding.Relation);
        text.AppendLiteral(relation.Operator switch
        {
            CelRelation.Equal => " == ",
            CelRelation.NotEqual => " != ",
            CelRelation.In => " in ",
            _ => throw new UnreachableException(),
        });
        Operand(relation.Right, Binding.Addition);
    }

    private void Conditional(CelExpression.Conditional conditional)
    {
        Operand(conditional.Condition, Binding.Or);
        text.AppendLiteral(" ? ");
        Operand(conditional.Then, Binding.Or);
        text.AppendLiteral(" : ");
        Write(conditional.Otherwise);
    }

    private void Map(EquatableList<MapEntry> entries)
    {
        text.AppendLiteral("{");
        for (var i = 0; i < entries.Count; i++)
        {
            text.AppendLiteral(i == 0 ? "" : ", ");
            Write(entries[i].Key);
            text.AppendLiteral(": ");
            Write(entries[i].Value);
        }

        text.AppendLiteral("}");
    }

    private void Arguments(EquatableList<CelExpression> arguments)
    {
        text.AppendLiteral("(");
        for (var i = 0; i < arguments.Count; i++)
        {
            text.AppendLiteral(i == 0 ? "" : ", ");
            Write(arguments[i], arguments[i] is CelExpression.Conditional ? 0 : 1);
        }

        text.AppendLiteral(")");
    }

    private void Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        text.AppendFormatted(value);
    }

    private void Name(string name, bool isAllowed)
    {
        if (!isAllowed)
        {
            throw new ArgumentException($"\"{name}\" is not a name that CEL takes here.", nameof(name));
        }

        text.AppendLiteral(name);
    }
}
