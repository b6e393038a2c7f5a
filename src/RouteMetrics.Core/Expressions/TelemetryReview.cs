using RouteMetrics.Core.Findings;

namespace RouteMetrics.Core.Expressions;

/// <summary>Judges the labels that a Telemetry sets (istio/api telemetry/v1alpha1/telemetry.proto), not its logs or traces.</summary>
internal static class TelemetryReview
{
    public static void Check(SpecNode spec, FindingSink findings)
    {
        var isForWaypoint = WaypointTargets.AreWaypoints(spec);
        var overrides = spec["metrics"].Items.SelectMany(static metric => metric["overrides"].Items).ToList();
        if (overrides.Count > 0 && spec["selector"].IsPresent)
        {
            var selector = spec["selector"];
            findings.Add(
                FindingCode.RMW121, selector.Path, null, "selects pods, and waypoints apply no Telemetry with a selector",
                "name the waypoint in targetRefs");
        }

        foreach (var change in overrides)
        {
            if (isForWaypoint && change["match"]["mode"] is { Text: "CLIENT" } mode)
            {
                findings.Add(
                    FindingCode.RMW121, mode.Path, mode.Text, "has no effect on a waypoint, which reports as a server",
                    "write SERVER, or leave the mode out");
            }

            foreach (var (_, tag) in change["tagOverrides"].Fields)
            {
                CheckTag(tag, findings);
            }
        }
    }

    private static void CheckTag(SpecNode tag, FindingSink findings)
    {
        var value = tag["value"];
        var operation = tag["operation"];
        if (operation.Text == "REMOVE")
        {
            if (value.Shown.Length > 0 && value.IsPresent)
            {
                findings.Add(
                    FindingCode.RMW120, value.Path, value.Shown, "does not go with operation REMOVE, which Istio refuses",
                    "remove the value, or write UPSERT");
            }
        }
        else if (string.IsNullOrEmpty(value.Text))
        {
            findings.Add(
                FindingCode.RMW120, value.Path, null, "is missing, and Istio refuses a label without",
                "write an expression, or operation: REMOVE");
        }
        else
        {
            var parsed = ExpressionReview.Check(value.Text, new ExpressionSite(value.Path, ExpressionUse.Label, findings));
            if (parsed is not null && UnboundedValue.PartOf(parsed) is { } part && !findings.IsFull(FindingCode.RMW122))
            {
                findings.Add(
                    FindingCode.RMW122, value.Path, ExpressionSite.Shown(part),
                    "has another value for nearly every request, and each is a series of every metric, which the proxies keep until they " +
                        "end",
                    "name few values, as in request.url_path.startsWith('/api/') ? 'api' : 'other', or leave the label out");
            }
        }
    }
}
