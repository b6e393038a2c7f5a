namespace RouteMetrics.Core.Findings;

/// <summary>The stable codes of the policy; each member's name is what the user reads and configures.</summary>
public enum FindingCode
{
    /// <summary>Regular expression is not valid RE2.</summary>
    RMW001,

    /// <summary>Regex rule lies behind a catch-all prefix: Istio never programs it.</summary>
    RMW002,

    /// <summary>Match can never be reached: an equal or wider match lies before it.</summary>
    RMW003,

    /// <summary>Two different matches give the same operation name.</summary>
    RMW004,

    /// <summary>Series budget exceeded.</summary>
    RMW005,

    /// <summary>Catch-all match: the name says nothing.</summary>
    RMW006,

    /// <summary>Header or query parameter name repeated.</summary>
    RMW007,

    /// <summary>Not measured: no parent is evaluated by a waypoint or an Istio Gateway.</summary>
    RMW008,

    /// <summary>Override of an operation name is invalid.</summary>
    RMW009,

    /// <summary>Condition too large or too deep for the proxy's parser, or with no CEL form.</summary>
    RMW010,

    /// <summary>Rule will be dropped by Istio, with all rules of its route.</summary>
    RMW011,

    /// <summary>Value that the HTTPRoute CRD refuses.</summary>
    RMW012,
}
