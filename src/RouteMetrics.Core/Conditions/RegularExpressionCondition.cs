using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Conditions;

/// <summary>A RegularExpression over a whole value: Istio matches in full, CEL's <c>matches</c> searches, so it is anchored.</summary>
internal static class RegularExpressionCondition
{
    /// <summary>The pattern, parsed unwrapped (wrapping would let <c>a)(b</c> pass); null when invalid, which is a finding.</summary>
    public static Re2Pattern? TryParse(string value, MatchTerms match, string field)
    {
        if (value.Length == 0)
        {
            match.Report(
                FindingCode.RMW001, field, value, "is an empty expression, which Envoy rejects",
                "remove the match or write what it shall match");
            return null;
        }

        var pattern = Re2Cache.Find(value);
        if (pattern is null && Re2Pattern.TryParse(value, out var error) is null && error is not null)
        {
            match.Report(
                FindingCode.RMW001, field, value,
                $"is not valid RE2 at character {error.Position + 1}: {error.Reason}, so Envoy rejects the whole route configuration",
                "correct the expression");
        }

        return pattern;
    }

    /// <summary>The operand matches the pattern from end to end; a plain word needs no regex.</summary>
    public static CelExpression Whole(CelExpression operand, Re2Pattern pattern) => pattern.Literal is { } literal
        ? EnvoyTerms.EqualTo(operand, literal)
        : EnvoyTerms.Matches(operand, $"^(?:{pattern.Enclosable})$");
}
