using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core;

/// <summary>The audit of one namespace, as if every Deny finding rejected its object.</summary>
public sealed record NamespaceAudit(string Name, Mode Mode)
{
    /// <summary>Null where the objects of the namespace are judged; otherwise why not, and nothing of it is counted.</summary>
    public string? ReasonNotJudged { get; init; }

    /// <summary>The objects that were judged.</summary>
    public int Objects { get; init; }

    /// <summary>Those with a finding that denies.</summary>
    public int Denied { get; init; }

    /// <summary>Objects with findings, none of them Deny.</summary>
    public int Warned { get; init; }

    /// <summary>The series that the operations of the namespace's routes may become.</summary>
    public long Series { get; init; }

    public long Budget { get; init; }
}
