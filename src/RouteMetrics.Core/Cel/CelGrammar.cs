using System.Diagnostics;

namespace RouteMetrics.Core.Cel;

/// <summary>
/// CEL's grammar (cel-cpp Cel.g4, without optional syntax and quoted identifiers, which Envoy leaves off), a method per rule. A rule
/// returns null when the scanner has a fault. Counts levels as the proxy does, which also bounds the recursion here.
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

        return scanner.Fault is { } fault
            ? fault
            : new CelParseResult.Parsed((whole ?? throw new UnreachableException("a rule without a term leaves a fault")).Node);
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

    private CelTerm? Or() => Chain(Binding.Or, "||");

    private CelTerm? Chain(Binding binding, string symbol)
    {
        var first = Link(binding);
        if (first is null || !scanner.Take(symbol))
        {
            return first;
        }

        var terms = new CelTerms(first);
        do
        {
            if (!terms.Add(Link(binding)))
            {
                return null;
            }
        }
        while (scanner.Take(symbol));

        return Above(terms.Visits, binding == Binding.Or ? CelExpression.AnyOf(terms.Nodes) : CelExpression.AllOf(terms.Nodes));
    }

    private CelTerm? Link(Binding chain) => chain == Binding.Or ? Chain(Binding.And, "&&") : Infix(Binding.Relation);

    private CelTerm? Infix(Binding binding)
    {
        if (binding == Binding.Unary)
        {
            return Unary();
        }

        var whole = Infix(binding + 1);
        while (whole is { } left && scanner.TakeInfix(binding) is { } infix)
        {
            whole = Infix(binding + 1) is { } right ? Above(left, right, infix.Combine(left.Node, right.Node)) : null;
        }

        return whole;
    }

    private CelTerm? Unary()
    {
        if (scanner.Next is not ('!' or '-'))
        {
            return Member(Primary());
        }

        var sign = scanner.Next == '!' ? "!" : "-";
        var count = 0;
        while (scanner.Take(sign))
        {
            count++;
        }

        if (sign == "-" && count == 1 && scanner.IsSignable)
        {
            return Member(Literal(scanner.Number(isNegative: true)));
        }

        // An even number of signs is none to cel-cpp, even before what they do not go with; it is visited all the same.
        return Member(Primary()) is not { } operand ? null
            : count % 2 == 0 ? Above(operand.Visits, operand.Node)
            : Above(operand.Visits, sign == "!" ? new CelExpression.Not(operand.Node) : new CelExpression.Negate(operand.Node));
    }

    private CelTerm? Member(CelTerm? member)
    {
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
            else if (scanner.Next == '{' && !operand.IsNested && CelNames.Qualified(operand.Node) is { } type)
            {
                member = Message(type);
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
            return Above(operand.Visits, new CelExpression.Select(operand.Node, name)) is { } select
                ? select with { IsNested = operand.IsNested }
                : null;
        }

        return Arguments() is not { } arguments ? null
            : CelMacro.IsComprehension(name, arguments.Nodes.Count) && arguments.Nodes[0] is not CelExpression.Identifier
            ? scanner.Fail<CelTerm>($"the first argument of {name}() has to be the name of a variable", at)
            : Above(Math.Max(operand.Visits, arguments.Visits), new CelExpression.Call(operand.Node, name, new(arguments.Nodes)));
    }

    private CelTerm? Index(CelTerm operand) =>
        Expr() is { } key && Expect("]") ? Above(operand, key, new CelExpression.Index(operand.Node, key.Node)) : null;

    private CelTerm? Message(string type)
    {
        scanner.Take("{");
        var (names, values) = (new List<string>(), new CelTerms());
        for (var goesOn = !IsAtEndOf("}"); goesOn; goesOn = scanner.TakeUnlessBefore(',', '}'))
        {
            var (at, name) = scanner.Word();
            if (!CelNames.IsField(name))
            {
                return scanner.Fail<CelTerm>("a message takes fields, such as {seconds: 1}", at);
            }

            names.Add(name);
            if (!Expect(":") || !values.Add(Expr()))
            {
                return null;
            }
        }

        var fields = names.Zip(values.Nodes, static (name, value) => new MessageField(name, value));
        return Close("}") ? Above(values.Visits, new CelExpression.Message(type, [.. fields])) : null;
    }

    private CelTerm? Primary() => scanner.Next switch
    {
        '(' => Nested(),
        '[' => List(),
        '{' => Map(),
        '-' =>
            scanner.Take("-") && scanner.IsSignable
                ? Literal(scanner.Number(isNegative: true))
                : scanner.FailExpecting<CelTerm>("a number"),
        _ when scanner.IsAtNumber => Literal(scanner.Number(isNegative: false)),
        _ when scanner.IsAtText => Literal(scanner.Literal()),
        _ => Word(),
    };

    private CelTerm? Nested() => scanner.Take("(") && Expr() is { } inner && Expect(")") ? inner with { IsNested = true } : null;

    private CelTerm? List() => scanner.Take("[") && Elements("]", isMap: false) is { } elements
        ? Above(elements.Visits, new CelExpression.List(new(elements.Nodes)))
        : null;

    private CelTerm? Map() => scanner.Take("{") && Elements("}", isMap: true) is { } entries
        ? Above(entries.Visits, new CelExpression.Map([.. entries.Nodes.Chunk(2).Select(static entry => new MapEntry(entry[0], entry[1]))]))
        : null;

    private CelTerms? Elements(string bracket, bool isMap)
    {
        var elements = new CelTerms();
        for (var goesOn = !IsAtEndOf(bracket); goesOn; goesOn = scanner.TakeUnlessBefore(',', bracket[0]))
        {
            if (!elements.Add(Expr(isArgument: !isMap)) || (isMap && (!Expect(":") || !elements.Add(Expr()))))
            {
                return null;
            }
        }

        return Close(bracket) ? elements : null;
    }

    private CelTerm? Word()
    {
        var isAbsolute = scanner.Take(".");
        var (at, word) = scanner.Word();
        return word switch
        {
            "" => scanner.FailExpecting<CelTerm>(isAbsolute ? "a name" : "an expression"),
            "true" or "false" when !isAbsolute => Leaf(new CelExpression.Flag(word == "true")),
            "null" when !isAbsolute => Leaf(new CelExpression.Null()),
            _ when !CelNames.IsIdentifier(word) => scanner.Fail<CelTerm>($"'{word}' is a reserved word", at),
            _ when scanner.Take("(") => GlobalCall(at, word),
            _ => Leaf(new CelExpression.Identifier(word)),
        };
    }

    private CelTerm? GlobalCall(int at, string function)
    {
        if (Arguments() is not { } arguments)
        {
            return null;
        }

        if (!CelMacro.IsHas(function, arguments.Nodes.Count))
        {
            return Above(arguments.Visits, new CelExpression.GlobalCall(function, new(arguments.Nodes)));
        }

        return arguments.Nodes[0] is CelExpression.Select select
            ? Above(arguments.Visits, new CelExpression.Has(select))
            : scanner.Fail<CelTerm>("has() takes the selection of a field, such as has(request.path)", at);
    }

    private CelTerms? Arguments()
    {
        var arguments = new CelTerms();
        if (scanner.Take(")"))
        {
            return arguments;
        }

        do
        {
            if (!arguments.Add(Expr(isArgument: true)))
            {
                return null;
            }
        }
        while (scanner.Take(","));

        return Expect(")") ? arguments : null;
    }

    private static CelTerm? Literal(CelExpression? literal) => literal is null ? null : Leaf(literal);

    private static CelTerm Leaf(CelExpression node) => new(node, 1);

    private CelTerm? Above(CelTerm left, CelTerm right, CelExpression node) => Above(Math.Max(left.Visits, right.Visits), node);

    private CelTerm? Above(int visits, CelExpression node) => visits < CelLimits.MaximumDepth ? new CelTerm(node, visits + 1) : TooDeep();

    private CelTerm? TooDeep() =>
        scanner.Fail<CelTerm>($"the expression is deeper than the {CelLimits.MaximumDepth} levels that the proxy's parser takes");

    private bool IsAtEndOf(string bracket) => scanner.Next == ',' || scanner.Next == bracket[0];

    /// <summary>The bracket, and the comma that may stand before it, even alone.</summary>
    private bool Close(string bracket)
    {
        scanner.Take(",");
        return Expect(bracket);
    }

    private bool Expect(string symbol) => scanner.Take(symbol) || scanner.FailExpecting<CelTerm>($"'{symbol}'") is not null;
}
