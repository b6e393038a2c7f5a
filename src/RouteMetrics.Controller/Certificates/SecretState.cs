namespace RouteMetrics.Controller.Certificates;

/// <summary>What is there under the name of our Secret.</summary>
internal abstract record SecretState
{
    private SecretState()
    {
    }

    public sealed record Absent : SecretState;

    /// <summary>Not made by us, or made unchangeable: nobody of us writes to it.</summary>
    public sealed record Untouchable(string Reason) : SecretState;

    /// <summary>Ours, and no good: to be replaced.</summary>
    public sealed record Unreadable(IReadOnlyList<string> Faults) : SecretState;

    public sealed record Readable(TlsSecret Content) : SecretState;
}
