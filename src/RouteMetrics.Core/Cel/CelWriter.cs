using RouteMetrics.Core.Re2;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Cel;

/// <summary>Writes an expression into a pooled buffer and counts on the way what the proxy's parser will count when reading it.</summary>
internal ref struct CelWriter(Span<char> buffer)
{
    /// <summary>Room for nearly all conditions, so that these need no pooled buffer. It is cleared each time.</summary>
    public const int StackLength = 512;

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
            case CelExpression.Identifier identifier:
                Name(identifier.Name, CelNames.IsIdentifier(identifier.Name));
                break;
            case CelExpression.Not not:
                text.Append("!");
                Operand(not.Operand, Binding.Member);
                break;
            case CelExpression.Negate negate:
                text.Append("-");
                Operand(negate.Operand, BeginsWithNumber(negate.Operand) ? Binding.Member + 1 : Binding.Member);
                break;
            case CelExpression.Relation relation:
                Operation(relation.Left, CelWords.Symbol(relation.Operator), relation.Right, Binding.Relation);
                break;
            case CelExpression.Arithmetic arithmetic:
                Operation(arithmetic.Left, CelWords.Symbol(arithmetic.Operator), arithmetic.Right, arithmetic.Binding);
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
                Name(call.Function, CelNames.IsField(call.Function));
                Elements("(", call.Arguments, ")");
                break;
            case CelExpression.GlobalCall call:
                Name(call.Function, CelNames.IsIdentifier(call.Function));
                Elements("(", call.Arguments, ")");
                break;
            case CelExpression.List list:
                Elements("[", list.Elements, "]");
                break;
            case CelExpression.Map map:
                Map(map.Entries);
                break;
            case CelExpression.Message message:
                Message(message);
                break;
            case CelExpression.Has has:
                text.Append("has(");
                Write(has.Field);
                text.Append(")");
                break;
            default:
                CelWords.Write(ref text, node);
                break;
        }
    }

    // The sign would become part of the literal.
    private static bool BeginsWithNumber(CelExpression node)
    {
        while (true)
        {
            switch (node)
            {
                case CelExpression.Select select:
                    node = select.Operand;
                    break;
                case CelExpression.Index index:
                    node = index.Operand;
                    break;
                case CelExpression.Call call:
                    node = call.Target;
                    break;
                default:
                    return node is CelExpression.Number or CelExpression.Real;
            }
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

    private void Operation(CelExpression left, string symbol, CelExpression right, Binding binding)
    {
        Operand(left, binding);
        text.Append(symbol);
        Operand(right, binding + 1);
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

    private void Message(CelExpression.Message message)
    {
        text.Append(message.Type);
        text.Append("{");
        for (var i = 0; i < message.Fields.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Name(message.Fields[i].Name, CelNames.IsField(message.Fields[i].Name));
            text.Append(": ");
            Write(message.Fields[i].Value);
        }

        text.Append("}");
    }

    private void Elements(string opening, EquatableList<CelExpression> elements, string closing)
    {
        text.Append(opening);
        for (var i = 0; i < elements.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Write(elements[i], elements[i] is CelExpression.Conditional ? 0 : 1);
        }

        text.Append(closing);
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
