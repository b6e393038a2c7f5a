using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Expressions;

/// <summary>Who evaluates an expression, which decides what its faults do.</summary>
internal enum ExpressionUse
{
    /// <summary>attributegen, to see whether a match holds.</summary>
    Condition,

    /// <summary>Envoy's istio_stats, for the value of a label.</summary>
    Label,
}

/// <summary>One expression of an object: where it stands and what evaluates it.</summary>
internal sealed record ExpressionSite(string Path, ExpressionUse Use, FindingSink Findings)
{
    private const int LongestShown = 256;

    /// <summary>Before there is a response: attributegen's phase ON_REQUEST.</summary>
    public bool IsBeforeResponse { get; init; }

    /// <summary>True if later matches follow, which an error here keeps from being tried.</summary>
    public bool HasFollowers { get; init; }

    /// <summary>What becomes of an expression that Envoy cannot create.</summary>
    public string IfRefused => Use == ExpressionUse.Condition
        ? "attributegen then drops its whole configuration, and no request gets any of its attributes"
        : "Envoy then refuses the whole listener: no Service behind the proxy gets new configuration, and new proxies never become ready";

    /// <summary>What becomes of one whose evaluation fails.</summary>
    public string IfFailing => Use == ExpressionUse.Condition
        ? "attributegen then gives up on the attribute and tries no later match"
        : "the label then is \"unknown\"";

    /// <summary>The text of the culprit is made only if it will be read.</summary>
    public void Add(FindingCode code, CelExpression culprit, string reason, string fix)
    {
        if (!Findings.IsFull(code))
        {
            Findings.Add(code, Path, Shown(culprit), reason, fix);
        }
    }

    /// <summary>As messages show it. Cut: every part of a long expression can be a culprit, so whole texts would be quadratic.</summary>
    public static string Shown(CelExpression expression) => OneLine.Cut(expression.ToString(), LongestShown);
}
