namespace RouteMetrics.Core.Cel;

/// <summary>
/// CEL's grammar (cel-cpp parser/internal/Cel.g4), one method per rule, for the nodes of <see cref="CelExpression"/>. A rule returns null
/// when the scanner has a fault. Counts levels as the proxy does; the limit on nested <c>expr</c> rules also bounds the recursion here.
/// </summary>
internal ref struct CelGrammar(string text)
{
    private CelScanner scanner = new(text);
    private int rules;

    public CelParseResult Parse()
    {
        var whole = Expr();
        if (whole is not null && !scanner.IsAtEnd)
        {
            scanner.FailExpecting<CelTerm>("an operator or the end");
        }

        return scanner.Fault is { } fault ? fault : new CelParseResult.Parsed(whole!.Value.Node);
    }

    private CelTerm? Expr(bool isArgument = false)
    {
        if (rules > CelLimits.MaximumDepth)
        {
            return TooDeep();
        }

        rules++;
        var result = Or();
        if (result is { } condition && scanner.Take("?"))
        {
            result = Conditional(condition, isArgument);
        }

        rules--;
        return result;
    }

    private CelTerm? Conditional(CelTerm condition, bool isArgument)
    {
        if (Or() is not { } then || !Expect(":") || Expr() is not { } otherwise)
        {
            return null;
        }

        // An argument's own `expr` is not visited, only its parts: a conditional there costs nothing by itself.
        var visits = Math.Max(condition.Visits, Math.Max(then.Visits, otherwise.Visits));
        return Above(isArgument ? visits - 1 : visits, new CelExpression.Conditional(condition.Node, then.Node, otherwise.Node));
    }

    private CelTerm? Or()
    {
        var terms = new CelTerms();
        do
        {
            if (!terms.Add(And()))
            {
                return null;
            }
        }
        while (scanner.Take("||"));

        return terms.Only ?? Above(terms.Visits, CelExpression.AnyOf(terms.Nodes));
    }

    private CelTerm? And()
    {
        var terms = new CelTerms();
        do
        {
            if (!terms.Add(Relation()))
            {
                return null;
            }
        }
        while (scanner.Take("&&"));

        return terms.Only ?? Above(terms.Visits, CelExpression.AllOf(terms.Nodes));
    }

    private CelTerm? Relation()
    {
        var relation = Unary();
        while (relation is { } left && Operator() is { } symbol)
        {
            relation = Unary() is { } right
                ? Above(Math.Max(left.Visits, right.Visits), new CelExpression.Relation(left.Node, symbol, right.Node))
                : null;
        }

        return relation;
    }

    private CelRelation? Operator() =>
        scanner.Take("==") ? CelRelation.Equal
        : scanner.Take("!=") ? CelRelation.NotEqual
        : scanner.TakeWord("in") ? CelRelation.In
        : null;

    private CelTerm? Unary()
    {
        if (!scanner.Take("!"))
        {
            return Member();
        }

        // An even number of exclamation marks is none to cel-cpp, even before what is not a bool.
        return scanner.Next == '!' ? scanner.Fail<CelTerm>("the proxy drops '!!', so that it means nothing; write !(!x) or x")
            : Member() is { } operand ? Above(operand.Visits, new CelExpression.Not(operand.Node))
            : null;
    }

    private CelTerm? Member()
    {
        var member = Primary();
        for (var goesOn = true; member is { } operand && goesOn;)
        {
            if (scanner.Take("."))
            {
                member = SelectOrCall(operand);
            }
            else if (scanner.Take("["))
            {
                member = Index(operand);
            }
            else
            {
                goesOn = false;
            }
        }

        return member;
    }

    private CelTerm? SelectOrCall(CelTerm operand)
    {
        var (at, name) = scanner.Word();
        if (!CelNames.IsField(name))
        {
            return name.Length == 0
                ? scanner.FailExpecting<CelTerm>("a field or a function")
                : scanner.Fail<CelTerm>($"'{name}' cannot stand behind a dot", at);
        }

        if (!scanner.Take("("))
        {
            return Above(operand.Visits, new CelExpression.Select(operand.Node, name));
        }

        var arguments = new CelTerms();
        if (!scanner.Take(")") && !Arguments(arguments))
        {
            return null;
        }

        return CelNames.IsMemberFunction(name, arguments.Nodes.Count)
            ? Above(Math.Max(operand.Visits, arguments.Visits), new CelExpression.Call(operand.Node, name, new(arguments.Nodes)))
            : scanner.Fail<CelTerm>($"the proxy has no member function '{name}' with {arguments.Nodes.Count} argument(s)", at);
    }

    private bool Arguments(CelTerms arguments)
    {
        do
        {
            if (!arguments.Add(Expr(isArgument: true)))
            {
                return false;
            }
        }
        while (scanner.Take(","));

        return Expect(")");
    }

    private CelTerm? Index(CelTerm operand) =>
        Expr() is { } key && Expect("]")
            ? Above(Math.Max(operand.Visits, key.Visits), new CelExpression.Index(operand.Node, key.Node))
            : null;

    private CelTerm? Primary() => scanner.Next switch
    {
        '\'' or '"' => scanner.Text() is { } value ? Leaf(new CelExpression.Text(value)) : null,
        >= '0' and <= '9' => scanner.Number() is { } value ? Leaf(new CelExpression.Number(value)) : null,
        '(' => Nested(),
        '{' => Map(),
        _ => Word(),
    };

    private CelTerm? Nested()
    {
        scanner.Take("(");
        return Expr() is { } inner && Expect(")") ? inner : null;
    }

    private CelTerm? Map()
    {
        scanner.Take("{");
        var entries = new CelTerms();
        return scanner.Take("}") || Entries(entries)
            ? Above(entries.Visits, new CelExpression.Map([.. entries.Nodes.Chunk(2).Select(entry => new MapEntry(entry[0], entry[1]))]))
            : null;
    }

    private bool Entries(CelTerms entries)
    {
        do
        {
            if (!entries.Add(Expr()) || !Expect(":") || !entries.Add(Expr()))
            {
                return false;
            }
        }
        while (scanner.Take(","));

        return Expect("}");
    }

    private CelTerm? Word()
    {
        var (at, word) = scanner.Word();
        return word switch
        {
            "" => scanner.FailExpecting<CelTerm>("an expression"),
            "true" => Leaf(new CelExpression.Flag(true)),
            "false" => Leaf(new CelExpression.Flag(false)),
            "has" when scanner.Take("(") => Has(at),
            _ when !CelNames.IsIdentifier(word) => scanner.Fail<CelTerm>($"'{word}' is a reserved word", at),
            _ when scanner.Next == '(' =>
                scanner.Fail<CelTerm>($"'{word}' is not called on anything, which only has() is in this dialect", at),
            _ => Leaf(new CelExpression.Identifier(word)),
        };
    }

    private CelTerm? Has(int at)
    {
        if (Expr(isArgument: true) is not { } field || !Expect(")"))
        {
            return null;
        }

        return field.Node is CelExpression.Select select
            ? Above(field.Visits, new CelExpression.Has(select))
            : scanner.Fail<CelTerm>("has() takes the selection of a field, such as has(request.path)", at);
    }

    private static CelTerm Leaf(CelExpression node) => new(node, 1);

    private CelTerm? Above(int visits, CelExpression node) => visits < CelLimits.MaximumDepth ? new CelTerm(node, visits + 1) : TooDeep();

    private CelTerm? TooDeep() =>
        scanner.Fail<CelTerm>($"the expression is deeper than the {CelLimits.MaximumDepth} levels that the proxy's parser takes");

    private bool Expect(string symbol) => scanner.Take(symbol) || scanner.FailExpecting<CelTerm>($"'{symbol}'") is not null;
}
