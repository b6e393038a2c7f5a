using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Expressions;

/// <summary>Judges a WasmPlugin: the traps of any module, and attributegen's configuration; other modules' is their own matter.</summary>
internal static class WasmPluginReview
{
    public static void Check(SpecNode spec, WasmModule module, FindingSink findings)
    {
        CheckDownload(spec, findings);
        if (!IsAttributegen(spec, module))
        {
            return;
        }

        CheckFailure(spec, findings);
        CheckReach(spec, findings);
        if (spec["pluginName"] is { Text.Length: > 0 } name)
        {
            findings.Add(
                FindingCode.RMW114, name.Path, name.Text,
                "is a name under which attributegen registers nothing, so that it does nothing at all", "remove pluginName");
        }

        AttributegenReview.Check(spec, findings);
    }

    /// <summary>By its configuration, the module's address or its digest.</summary>
    private static bool IsAttributegen(SpecNode spec, WasmModule module)
    {
        var url = spec["url"].Text ?? "";
        return spec["pluginConfig"]["attributes"].Items.Any(
            static item => item["output_attribute"].IsPresent || item["outputAttribute"].IsPresent)
            || url.Contains("attributegen", StringComparison.OrdinalIgnoreCase)
            || (url.Length > 0 && url == module.Url)
            || (module.Sha256.Length > 0 && spec["sha256"].Text == module.Sha256);
    }

    private static void CheckDownload(SpecNode spec, FindingSink findings)
    {
        var url = spec["url"];
        if (url.Text is not { } address || !ModuleAddress.IsRemote(address))
        {
            return;
        }

        var policy = spec["imagePullPolicy"];
        if (policy.Text == "Always")
        {
            findings.Add(
                FindingCode.RMW116, policy.Path, policy.Text,
                "downloads the module in each proxy after each change of the object, of its labels even",
                "use IfNotPresent and pin the module by sha256");
        }

        if (ModuleAddress.IsRetired(address)
            && string.IsNullOrEmpty(spec["sha256"].Text)
            && !address.Contains("@sha256:", StringComparison.Ordinal))
        {
            findings.Add(
                FindingCode.RMW117, url.Path, address, "is on a host that Istio is leaving, and nothing pins what it will answer",
                "mirror the module to a place of your own and set sha256");
        }
    }

    private static void CheckFailure(SpecNode spec, FindingSink findings)
    {
        var strategy = spec["failStrategy"];
        if (ModuleAddress.IsRemote(spec["url"].Text ?? "") && strategy.Text is null or "FAIL_CLOSE" or "FAIL_RELOAD")
        {
            findings.Add(
                FindingCode.RMW115, strategy.Path, strategy.Text,
                $"{(strategy.Text is null ? "is missing and so FAIL_CLOSE" : "closes")}: where the module cannot be downloaded, each " +
                    "request is answered 403, for the sake of a label",
                "write FAIL_OPEN");
        }
    }

    private static void CheckReach(SpecNode spec, FindingSink findings)
    {
        if (!WaypointTargets.AreAny(spec))
        {
            var at = spec["selector"].IsPresent ? spec["selector"] : spec["targetRefs"];
            findings.Add(
                FindingCode.RMW113, at.Path, null,
                $"{(spec["selector"].IsPresent ? "selects pods" : "is missing")}: waypoints load only WasmPlugins with targetRefs, so " +
                    "that this one works in sidecars and gateways alone",
                "name the Service or the waypoint in targetRefs");
        }
        else if (WaypointTargets.AreWaypoints(spec))
        {
            CheckMatches(spec["match"].Items, findings);
        }
    }

    // listener_waypoint.go: class SidecarInbound and port 0.
    private static void CheckMatches(IReadOnlyList<SpecNode> matches, FindingSink findings)
    {
        if (matches.Count == 0 || matches.Any(static match => match["mode"].Text != "CLIENT" && match["ports"].Items.Count == 0))
        {
            return;
        }

        var first = matches[0]["mode"].Text == "CLIENT" ? matches[0]["mode"] : matches[0]["ports"];
        findings.Add(
            FindingCode.RMW113, first.Path, first.Shown,
            "never holds on a waypoint, which is a server and has no port of its own there, so that the module is not loaded",
            "remove match");
    }
}
