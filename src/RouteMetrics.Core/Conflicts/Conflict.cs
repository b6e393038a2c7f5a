using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Conflicts;

/// <summary>How an object of somebody else and one of ours would meet on a proxy.</summary>
public enum ConflictKind
{
    /// <summary>Both write the attribute that holds the name.</summary>
    Attribute,

    /// <summary>Both set the label, to different values.</summary>
    Tag,

    /// <summary>Theirs sends the metrics elsewhere than to Prometheus, ours with them.</summary>
    Providers,

    /// <summary>Theirs turns all metrics off, and ours would turn them on again.</summary>
    Disabled,

    /// <summary>Theirs has the name of ours.</summary>
    Name,
}

/// <summary>One object that is in the way of one of ours; <paramref name="Reason"/> is a clause that names both.</summary>
public sealed record Conflict(ConflictKind Kind, ObjectRef Theirs, ObjectRef Ours, string Reason)
{
    /// <summary>Whether <c>adopt</c> can hand over: what is written there and in its namespace.</summary>
    public bool IsAdoptable(Target target) =>
        Theirs.Key.Namespace == target.Key.Namespace && Kind is ConflictKind.Attribute or ConflictKind.Tag or ConflictKind.Name;

    /// <summary>What a user can do about it.</summary>
    public string FixAt(Target target)
    {
        if (Theirs.Key.Namespace != target.Key.Namespace)
        {
            return $"have it changed by the owner of namespace {Theirs.Key.Namespace}, or leave {target.Kind} {target.Key.Name} to it";
        }

        return Kind switch
        {
            ConflictKind.Providers => $"add {TelemetryMerge.Prometheus} to the providers of {Theirs}",
            ConflictKind.Disabled => $"turn the metrics on in {Theirs}, if they are to be counted",
            _ => $"compare and hand over with route-metrics adopt -n {target.Key.Namespace}, or leave it to {Theirs.Kind} " +
                Theirs.Key.Name,
        };
    }
}

/// <summary>A target that nothing is written for, and why; its operations are planned all the same.</summary>
public sealed record HeldTarget(Target Target, IReadOnlyList<Conflict> Conflicts);
