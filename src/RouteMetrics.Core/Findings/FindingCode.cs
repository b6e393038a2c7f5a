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

    /// <summary>Expression that the proxy's CEL parser refuses.</summary>
    RMW101,

    /// <summary>Function that the proxy has not registered, or not with this number of arguments.</summary>
    RMW102,

    /// <summary>Attribute that the proxy does not have.</summary>
    RMW103,

    /// <summary>Header read without asking whether the request has it.</summary>
    RMW104,

    /// <summary><c>matches</c> with an expression that is not valid RE2.</summary>
    RMW105,

    /// <summary>Operands whose types never go together.</summary>
    RMW106,

    /// <summary>Filter state, which is bytes, compared with a string.</summary>
    RMW107,

    /// <summary>Condition that does not end in a bool.</summary>
    RMW108,

    /// <summary>Condition under a misspelt name, so that the match has none and takes every request.</summary>
    RMW109,

    /// <summary>Field that attributegen does not know and ignores.</summary>
    RMW110,

    /// <summary>Match behind one that takes every request, or equal to an earlier one.</summary>
    RMW111,

    /// <summary>Configuration that attributegen cannot use.</summary>
    RMW112,

    /// <summary>WasmPlugin that waypoints do not load: no targetRefs, or a match that never holds there.</summary>
    RMW113,

    /// <summary>pluginName, under which attributegen registers nothing.</summary>
    RMW114,

    /// <summary>Module whose failed download denies all traffic.</summary>
    RMW115,

    /// <summary>Module that is downloaded anew with every change of the object.</summary>
    RMW116,

    /// <summary>Module on a host that is being retired, not pinned by a digest.</summary>
    RMW117,

    /// <summary>Phase in which the attribute is not there yet, or requests are missed.</summary>
    RMW118,

    /// <summary>Attribute of a WasmPlugin by its bare name, which Telemetry does not know.</summary>
    RMW119,

    /// <summary>Operation of a tag override that does not go with its value.</summary>
    RMW120,

    /// <summary>Telemetry, or part of one, that waypoints do not apply.</summary>
    RMW121,
}
