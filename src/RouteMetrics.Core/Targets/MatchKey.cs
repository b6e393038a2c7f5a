using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>One match of one rule of one route; indices are 0-based, and match 0 also stands for an explicit <c>matches: []</c>.</summary>
public readonly record struct MatchKey(NamespacedName Route, int Rule, int Match);
