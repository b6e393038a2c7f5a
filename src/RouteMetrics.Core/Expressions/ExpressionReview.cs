using System.Diagnostics;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Expressions;

/// <summary>Judges one CEL expression as Envoy would: whether it parses, can be created, and evaluates to the right type.</summary>
internal static class ExpressionReview
{
    /// <summary>The expression, after all findings about it; null if it does not parse.</summary>
    public static CelExpression? Check(string text, ExpressionSite site)
    {
        var result = CelParser.Parse(text);
        if (result is CelParseResult.Failed fault)
        {
            CheckFault(text, fault, site);
            return null;
        }

        var expression = ((CelParseResult.Parsed)result).Expression;
        Check(expression, [], site);
        foreach (var read in UnguardedReads(expression, site))
        {
            site.Add(
                FindingCode.RMW104, read, $"fails where the request has no such header, and {site.IfFailing}",
                $"ask first, as in {Guard(read)} && …");
        }

        CheckResult(expression, site);
        return expression;
    }

    private static void CheckFault(string text, CelParseResult.Failed fault, ExpressionSite site)
    {
        var (line, column) = fault.Place(text);
        var consequence = site.Use == ExpressionUse.Condition
            ? site.IfRefused
            : "Envoy then leaves the label out, even if it is one of Istio's own";
        site.Findings.Add(
            FindingCode.RMW101, site.Path, text, $"line {line}, column {column}: {fault.Reason}; {consequence}", "correct the expression");
    }

    private static void Check(CelExpression expression, IReadOnlyList<string> variables, ExpressionSite site)
    {
        switch (expression)
        {
            case CelExpression.Identifier(var name):
                AttributeReview.CheckRoot(name, variables, site);
                break;
            case CelExpression.Select or CelExpression.Index or CelExpression.Has:
                AttributeReview.CheckField(expression, variables, site);
                break;
            case CelExpression.Call(_, var function, var arguments) when !EnvoyFunctions.IsMember(function, arguments.Count):
                CheckUnknown(expression, $"x.{function}()", function, arguments.Count, site);
                break;
            case CelExpression.GlobalCall(var function, var arguments) when !EnvoyFunctions.IsGlobal(function, arguments.Count):
                CheckUnknown(expression, $"{function}()", function, arguments.Count, site);
                break;
            case CelExpression.Call(_, "matches", [CelExpression.Text(var pattern)]):
                CheckPattern(pattern, site);
                break;
            case CelExpression.GlobalCall("matches", [_, CelExpression.Text(var pattern)]):
                CheckPattern(pattern, site);
                break;
        }

        OperandReview.Check(expression, site);
        IReadOnlyList<string> inner = expression is CelExpression.Call(_, var macro, { Count: > 1 } parts)
            && CelMacro.IsComprehension(macro, parts.Count)
            && parts[0] is CelExpression.Identifier(var variable) ? [.. variables, variable] : variables;
        foreach (var part in CelParts.Of(expression))
        {
            Check(part, inner, site);
        }
    }

    private static void CheckUnknown(CelExpression call, string shown, string function, int arguments, ExpressionSite site) => site.Add(
        FindingCode.RMW102, call,
        $"Envoy's CEL has no {shown} with {Count(arguments)}; {site.IfRefused}",
        EnvoyFunctions.Instead(function));

    private static string Count(int arguments) => arguments switch
    {
        0 => "no argument",
        1 => "one argument",
        _ => $"{arguments} arguments",
    };

    private static void CheckPattern(string pattern, ExpressionSite site)
    {
        if (Re2Pattern.TryParse(pattern, out var error) is null && error is not null)
        {
            site.Findings.Add(
                FindingCode.RMW105, site.Path, pattern,
                $"is not valid RE2 at character {error.Position + 1}: {error.Reason}; each evaluation fails, and {site.IfFailing}",
                "correct the expression");
        }
    }

    // A failing label is "unknown", as wanted where the header is missing; a failing conditional has a branch for that.
    private static IReadOnlyList<CelExpression> UnguardedReads(CelExpression expression, ExpressionSite site) => site.Use switch
    {
        ExpressionUse.Condition => site.HasFollowers ? HeaderGuards.Unguarded(expression) : [],
        _ => expression is CelExpression.Conditional(var condition, var then, var otherwise)
            ? [.. HeaderGuards.Unguarded(condition), .. UnguardedReads(then, site), .. UnguardedReads(otherwise, site)]
            : [],
    };

    private static string Guard(CelExpression read) => ExpressionSite.Shown(read switch
    {
        CelExpression.Index(var headers, var name) => new CelExpression.Relation(name, CelRelation.In, headers),
        CelExpression.Select field => new CelExpression.Has(field),
        _ => throw new UnreachableException(), // HeaderGuards knows of no other read
    });

    private static void CheckResult(CelExpression expression, ExpressionSite site)
    {
        var type = ExpressionTypes.Of(expression);
        if (site.Use == ExpressionUse.Condition && type is not (CelType.Bool or CelType.Unknown))
        {
            site.Add(
                FindingCode.RMW108, expression,
                $"is {type.Phrase()}, and a condition has to be a bool: it never holds, and {site.IfFailing}", "compare it with something");
        }
        else if (site.Use == ExpressionUse.Label && type is CelType.Map or CelType.List)
        {
            site.Add(FindingCode.RMW106, expression, $"is {type.Phrase()}, which is no value of a label", "take an element of it");
        }
    }
}
