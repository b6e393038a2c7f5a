using System.Diagnostics;

namespace RouteMetrics.Core.Findings;

/// <summary>What each code is about, in a line, and where its page is: an example, why, the fix, and how to silence it.</summary>
public static class FindingDocumentation
{
    /// <summary>The title of the page, without a full stop.</summary>
    public static string TitleOf(FindingCode code) => code switch
    {
        FindingCode.RMW001 => "Regular expression is not valid RE2",
        FindingCode.RMW002 => "Regex match lies behind a catch-all, where Istio never programs it",
        FindingCode.RMW003 => "Match can never be reached",
        FindingCode.RMW004 => "Different matches have one operation name",
        FindingCode.RMW005 => "Series budget of the namespace is exceeded or nearly so",
        FindingCode.RMW006 => "Catch-all match, whose name says nothing",
        FindingCode.RMW007 => "Header or query parameter name is repeated",
        FindingCode.RMW008 => "Route is not measured",
        FindingCode.RMW009 => "Name given to an operation is no use",
        FindingCode.RMW010 => "Condition is too large for the proxy, or has no CEL form",
        FindingCode.RMW011 => "Istio drops the rules of the route",
        FindingCode.RMW012 => "Value that the HTTPRoute CRD refuses",
        FindingCode.RMW101 => "Expression that the proxy's CEL parser refuses",
        FindingCode.RMW102 => "Function that the proxy does not have",
        FindingCode.RMW103 => "Attribute that the proxy does not have",
        FindingCode.RMW104 => "Header is read without asking whether it is there",
        FindingCode.RMW105 => "matches with an expression that is not valid RE2",
        FindingCode.RMW106 => "Operands whose types never go together",
        FindingCode.RMW107 => "Filter state, which is bytes, is compared with a string",
        FindingCode.RMW108 => "Condition does not end in a bool",
        FindingCode.RMW109 => "Condition under a misspelt name",
        FindingCode.RMW110 => "Field that attributegen does not know",
        FindingCode.RMW111 => "Entry that no request comes to",
        FindingCode.RMW112 => "Configuration that attributegen cannot use",
        FindingCode.RMW113 => "WasmPlugin that waypoints do not load",
        FindingCode.RMW114 => "pluginName, under which attributegen registers nothing",
        FindingCode.RMW115 => "Module whose failed download denies all traffic",
        FindingCode.RMW116 => "Module is downloaded anew with every change of the object",
        FindingCode.RMW117 => "Module on a host that is being retired, without a digest",
        FindingCode.RMW118 => "Phase in which the attribute is not there yet, or requests are missed",
        FindingCode.RMW119 => "Attribute of a WasmPlugin by its bare name",
        FindingCode.RMW120 => "Operation of a tag override does not go with its value",
        FindingCode.RMW121 => "Telemetry that waypoints do not apply",
        _ => throw new UnreachableException(),
    };

    /// <summary>Where the page is, as the configuration says it: a path or a URL; null where it wants no link.</summary>
    public static string? PageOf(FindingCode code, string documentation) => documentation.Length == 0 ? null : $"{documentation}{code}.md";

    /// <summary>The end of a message: <c>; see docs/policy/RMW001.md</c>; empty where the configuration wants none.</summary>
    public static string EndingOf(FindingCode code, string documentation) => PageOf(code, documentation) is { } page ? $"; see {page}" : "";
}
