using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Expressions;

/// <summary>Whether the names in an expression are attributes that Envoy has, and has by then.</summary>
internal static class AttributeReview
{
    public static void CheckRoot(string name, IReadOnlyList<string> variables, ExpressionSite site)
    {
        if (variables.Contains(name, StringComparer.Ordinal) || EnvoyAttributes.IsRoot(name) || EnvoyAttributes.IsTypeName(name))
        {
            return;
        }

        if (site.Use == ExpressionUse.Condition)
        {
            CheckNameInModule(name, site);
        }
        else if (name.StartsWith("istio_", StringComparison.Ordinal))
        {
            site.Findings.Add(
                FindingCode.RMW119, site.Path, name,
                "is no attribute of Telemetry since Istio 1.24, and the label is \"unknown\" for each request",
                $"write filter_state['wasm.{name}']");
        }
        else
        {
            var instead = name is "upstream_peer" or "downstream_peer"
                ? $"write filter_state.{name}"
                : Suggest(name, EnvoyAttributes.Roots, "", site);
            site.Findings.Add(
                FindingCode.RMW103, site.Path, name, $"is no attribute of Envoy: its evaluation fails, and {site.IfFailing}", instead);
        }
    }

    /// <summary>A field of a root by selection, by key, or asked for by has().</summary>
    public static void CheckField(CelExpression expression, IReadOnlyList<string> variables, ExpressionSite site)
    {
        var (root, field) = expression switch
        {
            CelExpression.Select(CelExpression.Identifier(var name), var key) => (name, key),
            CelExpression.Index(CelExpression.Identifier(var name), CelExpression.Text(var key)) => (name, key),
            CelExpression.Has(CelExpression.Select(CelExpression.Identifier(var name), var key)) => (name, key),
            _ => ("", ""),
        };
        if (variables.Contains(root, StringComparer.Ordinal) || EnvoyAttributes.FieldsOf(root) is not { } fields)
        {
            return;
        }

        if (!fields.ContainsKey(field))
        {
            site.Add(
                FindingCode.RMW103, expression, "is no attribute of Envoy, so it is never there",
                Suggest(field, fields.Keys.Order(StringComparer.Ordinal), $"{root}.", site));
        }
        else if (site.IsBeforeResponse && root == "response" && expression is not CelExpression.Has)
        {
            site.Add(
                FindingCode.RMW118, expression, $"is not there in phase ON_REQUEST, and {site.IfFailing}",
                "leave the attribute's phase out, so that it is set after the response");
        }
    }

    private static void CheckNameInModule(string name, ExpressionSite site)
    {
        if (!EnvoyAttributes.IsOfModules(name))
        {
            site.Findings.Add(
                FindingCode.RMW103, site.Path, name,
                $"is no attribute of Envoy: unless another module sets it, its evaluation fails, and {site.IfFailing}",
                Suggest(name, EnvoyAttributes.Roots, "", site));
        }
    }

    // Finding a suggestion is slow, so it is only done for a finding that is kept.
    private static string Suggest(string word, IEnumerable<string> known, string prefix, ExpressionSite site) =>
        !site.Findings.IsFull(FindingCode.RMW103) && NearWord.Of(word, known) is { } near
            ? $"did you mean {prefix}{near}?"
            : "name one that Envoy has";
}
