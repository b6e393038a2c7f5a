using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;

namespace RouteMetrics.Core.Expressions;

/// <summary>Whether the operands of a node go together. Envoy does not type-check CEL, so a mismatch fails on every request.</summary>
internal static class OperandReview
{
    public static void Check(CelExpression expression, ExpressionSite site)
    {
        switch (expression)
        {
            case CelExpression.Relation(var left, CelRelation.Equal or CelRelation.NotEqual, var right) equality:
                CheckEquality(equality, left, right, site);
                break;
            case CelExpression.Relation(_, CelRelation.In, var container) membership:
                CheckMembership(membership, container, site);
                break;
            case CelExpression.Relation(var left, _, var right) order
                when !CelTypes.CanEqual(ExpressionTypes.Of(left), ExpressionTypes.Of(right)):
                Mismatch(order, left, right, "cannot be ordered", site);
                break;
            case CelExpression.Arithmetic(var left, var symbol, var right) sum
                when !CanCombine(ExpressionTypes.Of(left), symbol, ExpressionTypes.Of(right)):
                Mismatch(sum, left, right, "cannot be combined so", site);
                break;
            case CelExpression.And(var terms):
                CheckBools(terms, site);
                break;
            case CelExpression.Or(var terms):
                CheckBools(terms, site);
                break;
            case CelExpression.Not(var operand):
                CheckBools([operand], site);
                break;
            case CelExpression.Select(var operand, _):
                CheckContainer(operand, site);
                break;
            case CelExpression.Index(var operand, _):
                CheckContainer(operand, site);
                break;
            case CelExpression.Conditional(var condition, _, _):
                CheckBools([condition], site);
                break;
            case CelExpression.Call(var target, "contains" or "endsWith" or "matches" or "startsWith", [var argument]):
                CheckText(target, site);
                CheckText(argument, site);
                break;
            case CelExpression.GlobalCall("contains" or "endsWith" or "matches" or "startsWith", [var target, var argument]):
                CheckText(target, site);
                CheckText(argument, site);
                break;
        }
    }

    private static void CheckEquality(CelExpression.Relation equality, CelExpression left, CelExpression right, ExpressionSite site)
    {
        var (leftType, rightType) = (ExpressionTypes.Of(left), ExpressionTypes.Of(right));
        if (CelTypes.CanEqual(leftType, rightType))
        {
            return;
        }

        var never = equality.Operator == CelRelation.Equal ? "is never true" : "is always true";
        if ((ExpressionTypes.IsModuleState(left) && rightType == CelType.String)
            || (ExpressionTypes.IsModuleState(right) && leftType == CelType.String))
        {
            var state = ExpressionTypes.IsModuleState(left) ? left : right;
            site.Add(
                FindingCode.RMW107, equality, $"{never}, since what a module sets is bytes and equals no string",
                $"write string({ExpressionSite.Shown(state)})");
            return;
        }

        site.Add(
            FindingCode.RMW106, equality, $"{never}: {leftType.Phrase()} never equals {rightType.Phrase()}", Remedy(leftType, rightType));
    }

    private static string Remedy(CelType left, CelType right) => (left, right) switch
    {
        (CelType.Null, _) or (_, CelType.Null) => "what is missing is an error and not null: ask by has() or in",
        (CelType.String, CelType.Int) or (CelType.Int, CelType.String) => "write both with quotes, or both without",
        _ => "compare values of one type",
    };

    private static void CheckMembership(CelExpression.Relation membership, CelExpression container, ExpressionSite site)
    {
        var type = ExpressionTypes.Of(container);
        if (type is not (CelType.Unknown or CelType.List or CelType.Map))
        {
            site.Add(
                FindingCode.RMW106, membership,
                $"fails, since {ExpressionSite.Shown(container)} is {type.Phrase()}, and in takes a list or a map",
                "for a part of a string write contains()");
        }
        else if (container is CelExpression.List({ Count: > 0 } elements))
        {
            CheckElements(membership, ExpressionTypes.Of(membership.Left), elements, site);
        }
    }

    private static void CheckElements(
        CelExpression.Relation membership, CelType wanted, IReadOnlyList<CelExpression> elements, ExpressionSite site)
    {
        if (elements.All(element => !CelTypes.CanEqual(wanted, ExpressionTypes.Of(element))))
        {
            site.Add(FindingCode.RMW106, membership, $"is never true: no element is {wanted.Phrase()}", "list values of its type");
        }
    }

    private static void CheckBools(IEnumerable<CelExpression> operands, ExpressionSite site)
    {
        foreach (var operand in operands)
        {
            if (ExpressionTypes.Of(operand) is not (CelType.Bool or CelType.Unknown) and var type)
            {
                site.Add(
                    FindingCode.RMW106, operand, $"is {type.Phrase()} where a bool is needed: the evaluation fails, and {site.IfFailing}",
                    "compare it with something");
            }
        }
    }

    private static void CheckContainer(CelExpression operand, ExpressionSite site)
    {
        if (ExpressionTypes.Of(operand) is not (CelType.Unknown or CelType.Map or CelType.List) and var type)
        {
            site.Add(
                FindingCode.RMW106, operand, $"is {type.Phrase()}, which has no fields: the evaluation fails, and {site.IfFailing}",
                "leave out what follows it");
        }
    }

    private static void CheckText(CelExpression operand, ExpressionSite site)
    {
        var type = ExpressionTypes.Of(operand);
        if (ExpressionTypes.IsModuleState(operand))
        {
            site.Add(
                FindingCode.RMW107, operand,
                $"is bytes, as all that a module sets, and the function takes strings: the evaluation fails, and {site.IfFailing}",
                $"write string({ExpressionSite.Shown(operand)})");
        }
        else if (type is not (CelType.String or CelType.Unknown))
        {
            site.Add(
                FindingCode.RMW106, operand,
                $"is {type.Phrase()}, and the function takes strings: the evaluation fails, and {site.IfFailing}",
                $"write string({ExpressionSite.Shown(operand)})");
        }
    }

    private static bool CanCombine(CelType left, CelArithmetic symbol, CelType right)
    {
        if (left == CelType.Unknown
            || right == CelType.Unknown
            || left is CelType.Timestamp or CelType.Duration
            || right is CelType.Timestamp or CelType.Duration)
        {
            return true;
        }

        return left == right
            && (left.IsNumber() || (symbol == CelArithmetic.Add && left is CelType.String or CelType.Bytes or CelType.List));
    }

    private static void Mismatch(CelExpression expression, CelExpression left, CelExpression right, string verdict, ExpressionSite site)
    {
        var (leftType, rightType) = (ExpressionTypes.Of(left).Phrase(), ExpressionTypes.Of(right).Phrase());
        var types = leftType == rightType ? $"{leftType} and another" : $"{leftType} and {rightType}";
        site.Add(
            FindingCode.RMW106, expression, $"fails, since {types} {verdict}, and {site.IfFailing}",
            "convert one, such as by string() or int()");
    }
}
