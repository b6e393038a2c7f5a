namespace RouteMetrics.Core.Findings;

/// <summary>
/// What each code is about: the one place of its title, default severity and summary. The tables and page titles in docs/policy, the
/// comments of the printed configuration and the rules in SARIF are made from it or checked against it.
/// </summary>
public static class FindingDocumentation
{
    /// <summary>
    /// Deny means metrics are wrong or missing, or traffic fails. What Istio drops or shadows may be intended: Warn. And nothing that Istio
    /// would serve is refused for a name's sake: on a shared Gateway the name may be somebody else's.
    /// </summary>
    private static readonly Dictionary<FindingCode, Entry> Entries = new()
    {
        [FindingCode.RMW001] = new(Severity.Deny, "Regular expression is not valid RE2",
            "Envoy rejects the whole route configuration of the proxy, not only this rule."),
        [FindingCode.RMW002] = new(Severity.Warn, "Regex match is behind a catch-all, so Istio never programs it",
            "Istio stops programming at the first match that takes every request; the catch-all gets the traffic."),
        [FindingCode.RMW003] = new(Severity.Warn, "Match can never be reached",
            "An equal or wider match of this or another route comes first, or no request can satisfy the match."),
        [FindingCode.RMW004] = new(Severity.Warn, "Given name is an older route's",
            "The older route keeps it, and the younger one's operation has something of its own added."),
        [FindingCode.RMW005] = new(Severity.Deny, "Namespace exceeds its series budget, or is close to it",
            "The estimated series are over the budget (deny), or from budget.warnPercent of it on (warn)."),
        [FindingCode.RMW006] = new(Severity.Warn, "Catch-all match has a name that says nothing",
            "Every request that the match takes is counted as `* /*`."),
        [FindingCode.RMW007] = new(Severity.Warn, "Header or query parameter name is repeated",
            "Gateway API uses only the first; Istio requires all of them."),
        [FindingCode.RMW008] = new(Severity.Warn, "Route is not measured",
            "Neither a waypoint nor an Istio Gateway evaluates the route for this parent."),
        [FindingCode.RMW009] = new(Severity.Warn, "Given operation name cannot be used",
            "A name in `rules[].name` or in the annotation is not valid, or belongs to no rule or match."),
        [FindingCode.RMW010] = new(Severity.Deny, "Condition is too large for the proxy, or has no CEL form",
            "The proxy would drop its whole configuration, so the match gets no condition of its own."),
        [FindingCode.RMW011] = new(Severity.Warn, "Istio drops all rules of the route",
            "One rule has a match type or a filter that Istio does not know."),
        [FindingCode.RMW012] = new(Severity.Deny, "Value is not allowed by the CRD of the route, or the route is too large to be measured",
            "The API server rejects the value too, but not offline and not on every version. A large route is served all the same."),
        [FindingCode.RMW013] = new(Severity.Warn, "Waypoint is held back for the sake of a security policy",
            "A new waypoint would change what a policy by source allows or denies, so the route is not measured."),
        [FindingCode.RMW014] = new(Severity.Warn, "Route is not measured, since a hand-written object is in the way",
            "A WasmPlugin, TrafficExtension or Telemetry on the same proxy and ours would change each other's labels, so ours is held."),
        [FindingCode.RMW015] = new(Severity.Deny, "Kind or field does not exist",
            "The API server refuses the kind, and refuses or drops the field: what it says does not hold."),
        [FindingCode.RMW016] = new(Severity.Warn, "VirtualService or Istio Gateway takes requests away from the route",
            "Its requests are routed by the other object, so the route's labels do not appear on them."),
        [FindingCode.RMW017] = new(Severity.Warn, "Path has a wildcard, which Gateway API has not",
            "It stands for itself, so the match takes only paths that have it."),
        [FindingCode.RMW020] = new(Severity.Warn, "Service level objective cannot be used",
            "The annotation says no objective, or a latency that is no bound of the histogram: no rule is rendered."),
        [FindingCode.RMW101] = new(Severity.Deny, "Expression does not parse in the proxy",
            "attributegen drops its whole configuration; a Telemetry loses the label."),
        [FindingCode.RMW102] = new(Severity.Deny, "Function does not exist in the proxy",
            "attributegen drops its whole configuration; a Telemetry makes Envoy reject the listener."),
        [FindingCode.RMW103] = new(Severity.Warn, "Attribute does not exist in the proxy",
            "Reading it is an error for every request."),
        [FindingCode.RMW104] = new(Severity.Warn, "Header is read without checking that it is present",
            "The expression fails for requests without the header, and no later match is tried."),
        [FindingCode.RMW105] = new(Severity.Deny, "Pattern of matches() is not valid RE2",
            "Every evaluation fails, and no later match is tried."),
        [FindingCode.RMW106] = new(Severity.Warn, "Operands have types that do not go together",
            "The comparison is always false, or fails for every request."),
        [FindingCode.RMW107] = new(Severity.Warn, "Filter state, which is bytes, is compared with a string",
            "Bytes never equal a string, so the comparison is always false."),
        [FindingCode.RMW108] = new(Severity.Deny, "Condition is not a bool",
            "The match never holds, and no later match is tried."),
        [FindingCode.RMW109] = new(Severity.Deny, "Condition has a misspelled field name",
            "The match has no condition, so it takes every request."),
        [FindingCode.RMW110] = new(Severity.Warn, "Field is unknown to attributegen",
            "attributegen ignores it without a message."),
        [FindingCode.RMW111] = new(Severity.Warn, "Entry of attributegen can never be reached",
            "An earlier match takes every request or has the same condition, or a later or another object's attribute overwrites it."),
        [FindingCode.RMW112] = new(Severity.Deny, "attributegen cannot use its configuration",
            "attributegen drops its whole configuration, and no request gets any of its attributes."),
        [FindingCode.RMW113] = new(Severity.Warn, "Waypoints do not load the WasmPlugin",
            "It has no targetRefs, or a match that never holds on a waypoint."),
        [FindingCode.RMW114] = new(Severity.Deny, "attributegen registers nothing under this pluginName",
            "The module is loaded and does nothing."),
        [FindingCode.RMW115] = new(Severity.Warn, "Failed download of the module denies all traffic",
            "The proxy answers every request with 403 until it has the module."),
        [FindingCode.RMW116] = new(Severity.Warn, "Module is downloaded again on every change of the object",
            "Each proxy downloads it again, even when only a label has changed."),
        [FindingCode.RMW117] = new(Severity.Warn, "Module is on a host that is being retired, and has no digest",
            "New proxies soon cannot download it, and nothing pins what the address serves."),
        [FindingCode.RMW118] = new(Severity.Warn, "Phase is wrong for what the attribute reads",
            "The attribute is not available yet in this phase, or some requests are never seen."),
        [FindingCode.RMW119] = new(Severity.Deny, "WasmPlugin attribute is read by its bare name",
            "Telemetry does not know the name, so the label is `unknown`."),
        [FindingCode.RMW120] = new(Severity.Deny, "Operation of a tag override does not fit its value",
            "Istio rejects the Telemetry."),
        [FindingCode.RMW121] = new(Severity.Warn, "Waypoints do not apply the Telemetry",
            "It is aimed at pods or at client metrics, which waypoints do not report."),
        [FindingCode.RMW122] = new(Severity.Warn, "Label has unbounded values",
            "Nearly each request makes new series, which the proxies and Prometheus keep."),
    };

    private sealed record Entry(Severity DefaultSeverity, string Title, string Summary);

    /// <summary>The title of the page, without a full stop.</summary>
    public static string TitleOf(FindingCode code) => Entries[code].Title;

    /// <summary>What happens because of it, in one sentence; Markdown.</summary>
    public static string SummaryOf(FindingCode code) => Entries[code].Summary;

    /// <summary>The severity of a code that the configuration does not mention.</summary>
    public static Severity DefaultSeverityOf(FindingCode code) => Entries[code].DefaultSeverity;

    /// <summary>Where the page is, a path or a URL as configured; null where the configuration wants no link.</summary>
    public static string? PageOf(FindingCode code, string documentation) =>
        documentation.Length == 0 ? null : $"{documentation}{code}.md";

    /// <summary>The end of a message: <c>; see docs/policy/RMW001.md</c>; empty where the configuration wants no link.</summary>
    public static string EndingOf(FindingCode code, string documentation) =>
        PageOf(code, documentation) is { } page ? $"; see {page}" : "";
}
