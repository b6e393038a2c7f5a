using RouteMetrics.Core.Operations;

namespace RouteMetrics.Core.Explain;

/// <summary>How the evaluation of a request ended.</summary>
public abstract record ExplainedOutcome
{
    private ExplainedOutcome()
    {
    }

    public sealed record Matched(Operation Operation) : ExplainedOutcome;

    /// <summary>No condition holds.</summary>
    public sealed record Unmatched : ExplainedOutcome;

    /// <summary>The proxy chooses no route for the request: it does not listen there, or refuses what it gets.</summary>
    public sealed record NotServed(string Reason) : ExplainedOutcome;

    /// <summary>A condition failed to evaluate: attributegen then sets no value and tries no other (attributegen plugin.cc).</summary>
    public sealed record Failed(Operation Operation, string Error) : ExplainedOutcome;
}

/// <summary>An operation whose condition is false, and the part of it that is, in the words of the request.</summary>
public sealed record PassedOver(Operation Operation, string Reason);
