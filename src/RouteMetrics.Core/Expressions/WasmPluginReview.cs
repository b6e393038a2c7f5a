using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Expressions;

/// <summary>
/// Judges a WasmPlugin or a TrafficExtension: the traps of any module, and attributegen's configuration; other modules' is their own
/// matter. <paramref name="wasm"/> has the fields of the module: the whole spec of a WasmPlugin, <c>spec.wasm</c> of a TrafficExtension
/// (istio/istio pilot/pkg/config/kube/extensions/translate.go makes the one of the other).
/// </summary>
internal sealed class WasmPluginReview(SpecNode spec, SpecNode wasm, string kind, FindingSink findings)
{
    public void Check(WasmModule module)
    {
        CheckDownload();
        if (!IsAttributegen(module))
        {
            return;
        }

        CheckFailure();
        CheckReach();
        if (wasm["pluginName"] is { Text.Length: > 0 } name)
        {
            findings.Add(
                FindingCode.RMW114, name.Path, name.Text,
                "is a name under which attributegen registers nothing, so that it does nothing at all", "remove pluginName");
        }

        AttributegenReview.Check(wasm, spec["phase"], findings);
    }

    /// <summary>By its configuration, the module's address or its digest.</summary>
    private bool IsAttributegen(WasmModule module)
    {
        var url = wasm["url"].Text ?? "";
        return wasm["pluginConfig"]["attributes"].Items.Any(
            static item => item["output_attribute"].IsPresent || item["outputAttribute"].IsPresent)
            || url.Contains("attributegen", StringComparison.OrdinalIgnoreCase)
            || (url.Length > 0 && url == module.Url)
            || (module.Sha256.Length > 0 && wasm["sha256"].Text == module.Sha256);
    }

    private void CheckDownload()
    {
        var url = wasm["url"];
        if (url.Text is not { } address || !ModuleAddress.IsRemote(address))
        {
            return;
        }

        var policy = wasm["imagePullPolicy"];
        if (policy.Text == "Always")
        {
            findings.Add(
                FindingCode.RMW116, policy.Path, policy.Text,
                "downloads the module in each proxy after each change of the object, of its labels even",
                "use IfNotPresent and pin the module by sha256");
        }

        if (ModuleAddress.IsRetired(address)
            && string.IsNullOrEmpty(wasm["sha256"].Text)
            && !address.Contains("@sha256:", StringComparison.Ordinal))
        {
            findings.Add(
                FindingCode.RMW117, url.Path, address, "is on a host that Istio is leaving, and nothing pins what it will answer",
                "mirror the module to a place of your own and set sha256");
        }
    }

    private void CheckFailure()
    {
        var strategy = wasm["failStrategy"];
        if (ModuleAddress.IsRemote(wasm["url"].Text ?? "") && strategy.Text is null or "FAIL_CLOSE" or "FAIL_RELOAD")
        {
            findings.Add(
                FindingCode.RMW115, strategy.Path, strategy.Text,
                $"{(strategy.Text is null ? "is missing and so FAIL_CLOSE" : "closes")}: where the module cannot be downloaded, each " +
                    "request is answered 403, for the sake of a label",
                "write FAIL_OPEN");
        }
    }

    private void CheckReach()
    {
        if (!WaypointTargets.AreAny(spec))
        {
            var at = spec["selector"].IsPresent ? spec["selector"] : spec["targetRefs"];
            findings.Add(
                FindingCode.RMW113, at.Path, null,
                $"{(spec["selector"].IsPresent ? "selects pods" : "is missing")}: waypoints load only {kind}s with targetRefs, so " +
                    "that this one works in sidecars and gateways alone",
                "name the Service or the waypoint in targetRefs");
        }
        else if (WaypointTargets.AreWaypoints(spec))
        {
            CheckMatches(spec["match"].Items);
        }
    }

    // listener_waypoint.go: class SidecarInbound and port 0.
    private void CheckMatches(IReadOnlyList<SpecNode> matches)
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
