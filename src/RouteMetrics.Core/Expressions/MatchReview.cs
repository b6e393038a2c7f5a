using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Expressions;

/// <summary>Judges the matches of one attribute, which attributegen tries in order until one holds or fails.</summary>
internal sealed class MatchReview(IReadOnlyList<SpecNode> matches, bool isOnRequest, FindingSink findings)
{
    private static readonly string[] Known = ["condition", "value"];

    /// <summary>Words under which people write a condition; others are near enough to be taken for a slip.</summary>
    private static readonly string[] Synonyms = ["cond", "expression", "expr", "if", "when", "cel", "match", "rule", "filter"];

    private readonly Dictionary<string, SpecNode> conditions = new(StringComparer.Ordinal);
    private bool hasEnd;

    public void Check()
    {
        for (var i = 0; i < matches.Count; i++)
        {
            var match = matches[i];
            CheckValue(match["value"]);
            var isMisspelt = CheckFields(match);
            if (!isMisspelt && TakesAll(match["condition"], i) && !hasEnd)
            {
                hasEnd = true;
                CheckEnd(match, i);
            }
        }
    }

    private void CheckValue(SpecNode value)
    {
        if (!value.IsPresent)
        {
            findings.Add(FindingCode.RMW110, value.Path, null, "is missing, so that the attribute is set to nothing", "write the value");
        }
        else
        {
            AttributegenField.IsText(value, findings);
        }
    }

    private bool CheckFields(SpecNode match)
    {
        var isMisspelt = false;
        var hasCondition = match["condition"].IsPresent;
        foreach (var (name, field) in match.Fields.Where(static field => !AttributegenField.IsKnown(field.Name, Known)))
        {
            if (!hasCondition && IsCondition(name))
            {
                isMisspelt = true;
                findings.Add(
                    FindingCode.RMW109, field.Path, field.Shown,
                    "is ignored, since the field is called condition; without one the match takes every request", "rename it");
            }
            else
            {
                AttributegenField.AddUnknown(name, field, Known, findings);
            }
        }

        return isMisspelt;
    }

    private static bool IsCondition(string name) =>
        NearWord.Of(name, Known) == "condition" || Synonyms.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the condition holds for every request: an empty one does.</summary>
    private bool TakesAll(SpecNode condition, int index)
    {
        if (!condition.IsPresent || condition.Text is "")
        {
            return true;
        }

        if (!AttributegenField.IsText(condition, findings))
        {
            return false;
        }

        var site = new ExpressionSite(condition.Path, ExpressionUse.Condition, findings)
        {
            IsBeforeResponse = isOnRequest,
            HasFollowers = index < matches.Count - 1,
        };
        if (ExpressionReview.Check(condition.Shown, site) is not { } expression)
        {
            return false;
        }

        var text = expression.ToString();
        if (!conditions.TryAdd(text, condition))
        {
            findings.Add(
                FindingCode.RMW111, condition.Path, condition.Text, $"is also {conditions[text].Path}, and the first that holds is taken",
                "remove one");
        }

        return expression is CelExpression.Flag(true);
    }

    private void CheckEnd(SpecNode match, int index)
    {
        var behind = matches.Count - 1 - index;
        if (behind > 0)
        {
            findings.Add(
                FindingCode.RMW111, match.Path, match["value"].Text,
                $"takes every request, so that {(behind == 1 ? "the match behind it is" : $"the {behind} matches behind it are")} never " +
                    "tried",
                "move it to the end");
        }
    }
}
