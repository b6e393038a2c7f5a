using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>A target with the matches that requests reach, in order, before it is known how they are told apart.</summary>
internal sealed record ListedTarget(Target Target, IReadOnlyList<OperationEntry> Entries, LeftOutRoutes? LeftOut)
{
    /// <summary>With an operation for each, or for some, of the entries.</summary>
    public TargetOperations With(IReadOnlyList<Operation> operations) => new(Target, operations)
    {
        LeftOut = LeftOut?.Routes ?? [],
        LazyRouting = new(() => RoutingOf(operations)),
    };

    private List<RoutedMatch> RoutingOf(IReadOnlyList<Operation> operations)
    {
        var named = operations.ToLookup(static operation => operation.Source);
        var routing = new List<RoutedMatch>(Entries.Count);
        foreach (var entry in Entries)
        {
            if (entry.OfRequest is { } condition)
            {
                var alike = named[entry.Candidate.Source];
                routing.Add(new(alike.FirstOrDefault(operation => operation.Guard == entry.Guard) ?? alike.FirstOrDefault(), condition)
                {
                    Match = entry.Candidate.Match,
                    Scope = entry.Guard.Place,
                });
            }
        }

        return routing;
    }
}
