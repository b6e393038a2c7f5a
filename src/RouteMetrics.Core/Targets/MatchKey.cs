using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>One match of one rule of one route; indices are 0-based, and match 0 also stands for a rule without matches.</summary>
public readonly record struct MatchKey(RouteKey Route, int Rule, int Match);
