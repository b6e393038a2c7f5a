using FluentValidation;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Rules;

/// <summary>What a route alone shows. One flat rule per code: child validators per match cost 60 % of admission's throughput.</summary>
internal sealed class RoutePolicy : AbstractValidator<HttpRoute>
{
    private const string FindingsKey = "findings";

    private static readonly RoutePolicy Instance = new();

    private RoutePolicy()
    {
        Rule(RepeatedNameRule.Check);
        Rule(CrdValueRule.Check);
        Rule(DeadPathRule.Check);
        Rule(ObjectiveRule.Check);
    }

    /// <summary>Adds every finding of every rule.</summary>
    public static void Check(HttpRoute route, FindingList findings)
    {
        var context = new ValidationContext<HttpRoute>(route);
        context.RootContextData[FindingsKey] = findings;
        Instance.Validate(context);
    }

    // Findings carry more than a ValidationFailure can, and a denial needs them in one list with those of synthesis.
    private void Rule(Action<HttpRoute, FindingList> check) => RuleFor(static route => route)
        .Custom((route, context) => check(route, (FindingList)context.RootContextData[FindingsKey]));
}
