using System.Diagnostics;

namespace RouteMetrics.Core.Cel;

/// <summary>
/// Writes one expression into a pooled buffer and counts, on the way, what the proxy's parser will count when it reads it: the text is
/// written rule by rule of its grammar, so both follow from one walk.
/// </summary>
internal ref struct CelWriter(Span<char> buffer)
{
    /// <summary>Room for all but one in a hundred conditions, so that these need no pooled buffer.</summary>
    public const int StackLength = 1024;

    private PooledText text = new(buffer);
    private int rules;
    private int visits;

    public readonly ReadOnlySpan<char> Text => text.Written;

    /// <summary>See <see cref="CelSize"/>.</summary>
    public int Depth { get; private set; }

    public readonly string ToStringAndClear() => text.ToStringAndReturn();

    /// <summary>Gives the pooled buffer back, if it took one.</summary>
    public readonly void Clear() => text.Return();

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
                text.Append(literal.Value ? "true" : "false");
                break;
            case CelExpression.Identifier identifier:
                Name(identifier.Name, CelNames.IsIdentifier(identifier.Name));
                break;
            case CelExpression.Map map:
                Map(map.Entries);
                break;
            case CelExpression.Not not:
                text.Append("!");
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
                text.Append(".");
                Name(select.Field, CelNames.IsField(select.Field));
                break;
            case CelExpression.Index index:
                Operand(index.Operand, Binding.Member);
                text.Append("[");
                Write(index.Key);
                text.Append("]");
                break;
            case CelExpression.Call call:
                Operand(call.Target, Binding.Member);
                text.Append(".");
                Name(call.Function, CelNames.IsMemberFunction(call.Function, call.Arguments.Count));
                Arguments(call.Arguments);
                break;
            case CelExpression.Has has:
                text.Append("has(");
                Write(has.Field);
                text.Append(")");
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
        text.Append("(");
        Write(operand);
        text.Append(")");
    }

    private void Chain(EquatableList<CelExpression> terms, string separator, Binding atLeast)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            text.Append(i == 0 ? "" : separator);
            Operand(terms[i], atLeast);
        }
    }

    private void Relation(CelExpression.Relation relation)
    {
        Operand(relation.Left, Binding.Relation);
        text.Append(relation.Operator switch
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
        text.Append(" ? ");
        Operand(conditional.Then, Binding.Or);
        text.Append(" : ");
        Write(conditional.Otherwise);
    }

    private void Map(EquatableList<MapEntry> entries)
    {
        text.Append("{");
        for (var i = 0; i < entries.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Write(entries[i].Key);
            text.Append(": ");
            Write(entries[i].Value);
        }

        text.Append("}");
    }

    private void Arguments(EquatableList<CelExpression> arguments)
    {
        text.Append("(");
        for (var i = 0; i < arguments.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Write(arguments[i], arguments[i] is CelExpression.Conditional ? 0 : 1);
        }

        text.Append(")");
    }

    private void Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        text.Append(value);
    }

    private void Name(string name, bool isAllowed)
    {
        if (!isAllowed)
        {
            throw new ArgumentException($"\"{name}\" is not a name that CEL takes here.", nameof(name));
        }

        text.Append(name);
    }
}
