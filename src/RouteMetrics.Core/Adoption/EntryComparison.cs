using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;

namespace RouteMetrics.Core.Adoption;

/// <summary>How the requests of a hand-written entry compare with those of an operation.</summary>
public enum EntryRelation
{
    /// <summary>No request that was tried tells them apart.</summary>
    Equal,

    /// <summary>It takes all of the operation's requests, and more.</summary>
    Wider,

    /// <summary>It takes only some of the operation's requests.</summary>
    Narrower,

    /// <summary>Each takes requests that the other does not; or no operation has any of its requests.</summary>
    Different,

    /// <summary>No request that was tried gets this far: entries before it take them all, or it takes none.</summary>
    Unreached,

    /// <summary>Its condition cannot be evaluated here.</summary>
    Unknown,
}

/// <summary>
/// A hand-written entry beside the operation that has most of its requests: <paramref name="More"/> is a request that only the entry takes,
/// <paramref name="Less"/> one that only the operation does.
/// </summary>
public sealed record ComparedEntry(
    ObjectRef Object, HandWrittenEntry Entry, EntryRelation Relation, string? Operation, ProxyRequest? More, ProxyRequest? Less);

/// <summary>Requests that have one name now and will have another; null is no name.</summary>
public sealed record NameChange(string? Now, string? Then, ProxyRequest Witness);

/// <summary>Hand-written plugins of one target, in the order in which they run, on the same requests as its operations.</summary>
internal sealed class EntryComparison
{
    private readonly List<Tried> tried = [];
    private readonly IReadOnlyList<HandWrittenPlugin> plugins;
    private readonly TargetOperations target;
    private readonly List<(CelExpression Condition, int? Operation)> routing;

    public EntryComparison(
        IReadOnlyList<HandWrittenPlugin> plugins, TargetOperations target, IReadOnlyList<ProxyRequest> requests,
        Func<ProxyRequest, CelActivation> seen)
    {
        (this.plugins, this.target) = (plugins, target);
        routing = [.. target.Routing.Select(place => (
            place.Condition, place.Operation is { } operation ? (int?)target.Operations.Index().First(item => item.Item == operation).Index : null))];
        foreach (var request in requests)
        {
            var activation = seen(request);
            tried.Add(new(request, [.. plugins.Select(plugin => plugin.EntryOf(activation))], OperationOf(activation)));
        }
    }

    private sealed record Tried(ProxyRequest Request, IReadOnlyList<EntryChoice> Entries, int? Operation);

    public int Requests => tried.Count;

    public IEnumerable<ComparedEntry> Entries() => plugins.Index().SelectMany(plugin =>
        plugin.Item.Entries.Select((_, entry) => Compared(plugin.Index, entry)));

    /// <summary>One for each pair of different names, with the plainest request.</summary>
    public IEnumerable<NameChange> Changes() => tried
        .Where(static item => item.Entries.All(static choice => choice.IsKnown))
        .Select(item => new NameChange(
            NameOf(item.Entries), item.Operation is { } operation ? target.Operations[operation].Value : null, item.Request))
        .Where(static change => change.Now != change.Then)
        .DistinctBy(static change => (change.Now, change.Then));

    /// <summary>What each operation's requests are called now: the name of most of them; null where most have none.</summary>
    public IEnumerable<(Operation Operation, string Name)> NamesNow() => tried
        .Where(static item => item.Operation is not null && item.Entries.All(static choice => choice.IsKnown))
        .GroupBy(static item => item.Operation ?? 0)
        .Select(group => (Operation: target.Operations[group.Key], Name: group.GroupBy(item => NameOf(item.Entries), StringComparer.Ordinal)
            .MaxBy(static named => named.Count())?.Key))
        .Where(static pair => pair.Name is not null)
        .Select(static pair => (pair.Operation, pair.Name ?? ""));

    private ComparedEntry Compared(int plugin, int entry)
    {
        var (at, written) = (plugins[plugin].Object, plugins[plugin].Entries[entry]);
        if (written.Parsed.Expression is null)
        {
            return new(at, written, EntryRelation.Unknown, null, null, null);
        }

        var mine = tried.Where(item => item.Entries[plugin].Index == entry).ToList();
        var operation = mine.Where(static item => item.Operation is not null)
            .GroupBy(static item => item.Operation)
            .OrderByDescending(static group => group.Count())
            .ThenByDescending(group => target.Operations[group.Key ?? 0].Value == written.Value)
            .ThenBy(static group => group.Key)
            .FirstOrDefault()?.Key;
        var more = mine.Find(item => item.Operation != operation)?.Request;
        if (operation is null)
        {
            var relation = mine.Count == 0 ? EntryRelation.Unreached : EntryRelation.Different;
            return new(at, written, relation, null, mine.FirstOrDefault()?.Request, null);
        }

        var less = tried.Find(item =>
            item.Operation == operation && item.Entries[plugin] is { IsKnown: true } choice && choice.Index != entry)?.Request;
        return new(at, written, RelationOf(more, less), target.Operations[operation.Value].Value, more, less);
    }

    private static EntryRelation RelationOf(ProxyRequest? more, ProxyRequest? less) => (more, less) switch
    {
        (null, null) => EntryRelation.Equal,
        (_, null) => EntryRelation.Wider,
        (null, _) => EntryRelation.Narrower,
        _ => EntryRelation.Different,
    };

    // The last that writes wins.
    private string? NameOf(IReadOnlyList<EntryChoice> entries) => entries.Index()
        .LastOrDefault(static choice => choice.Item.Index is not null) is { Item.Index: { } index } last
            ? plugins[last.Index].Entries[index].Value
            : null;

    private int? OperationOf(CelActivation request)
    {
        foreach (var (condition, operation) in routing)
        {
            switch (CelEvaluator.Holds(condition, request))
            {
                case CelOutcome.True:
                    return operation;
                case CelOutcome.Error:
                    return null;
            }
        }

        return null;
    }
}
