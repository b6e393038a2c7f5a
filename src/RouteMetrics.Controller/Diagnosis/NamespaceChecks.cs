using System.Text.Json.Nodes;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Diagnosis;

/// <summary>Whether what measures the routes of a namespace is there, and in force.</summary>
internal sealed class NamespaceChecks(KubernetesApi api, RouteMetricsSettings settings, TimeProvider time)
{
    /// <summary>Of one namespace, or of all with something that is measured. <paramref name="audit"/> is of the whole cluster.</summary>
    public async Task<IReadOnlyList<Check>> RunAsync(string? only, RoutePlan plan, MeshAudit audit, CancellationToken ct)
    {
        var previews = (await ClusterPreview.ReadAsync(api, settings, time, ct))
            .Where(preview => only is null ? plan.Targets.Any(target => target.Target.Key.Namespace == preview.Name) : preview.Name == only)
            .ToList();
        if (previews.Count == 0)
        {
            return [Check.Fail(
                "namespaces", only is null ? "nothing is measured anywhere" : $"there is no namespace {only}",
                "apply an HTTPRoute whose parent is a Service of an enrolled namespace; route-metrics preview tells which are")];
        }

        List<Check> checks = [];
        foreach (var preview in previews)
        {
            checks.Add(Enrolled(preview));
            checks.AddRange(await WaypointsAsync(preview.Name, plan, ct));
            checks.Add(InForce(preview, plan));
            checks.Add(Open(preview.Name, audit));
        }

        return checks;
    }

    private static Check Enrolled(NamespacePreview preview)
    {
        var name = $"{preview.Name}: enrolled";
        return preview.Enrolment switch
        {
            null => Check.Fail(name, "it is going, or unknown", "wait for it, or create it"),
            { SkipReason: { } reason } => Check.Fail(
                name, $"it is not: {reason}", $"kubectl label namespace {preview.Name} routemetrics.io/enabled=true, or leave it alone"),
            { LabelsToAdd: { Count: > 0 } missing } => Check.Fail(
                name, $"it lacks {string.Join(", ", missing.Select(static label => $"{label.Key}={label.Value}"))}",
                "the controller adds them within seconds, but in mode audit; if not, see its log for ReconcileFailed"),
            _ => Check.Pass(name, "it has the labels of the mesh"),
        };
    }

    private async Task<IReadOnlyList<Check>> WaypointsAsync(string ns, RoutePlan plan, CancellationToken ct)
    {
        List<Check> checks = [];
        foreach (var waypoint in plan.Waypoints.Where(waypoint => waypoint.Namespace == ns))
        {
            checks.Add(Programmed(waypoint, await api.GetAsync(ResourceType.Gateways, ns, waypoint.Name, ct)));
        }

        return checks;
    }

    /// <summary>A waypoint without an address gets no traffic: ztunnel sends it past (istio/istio waypoints.go, WaypointIsNotReady).</summary>
    public static Check Programmed(NamespacedName waypoint, JsonObject? gateway)
    {
        var name = $"{waypoint.Namespace}: waypoint {waypoint.Name}";
        if (gateway is null)
        {
            return Check.Fail(name, "there is none", $"route-metrics preview -n {waypoint.Namespace} tells whether it is held back, and why");
        }

        var programmed = (gateway["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
            .FirstOrDefault(static condition => (string?)condition["type"] == "Programmed");
        var addresses = (gateway["status"]?["addresses"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(static address => (string?)address["value"] ?? "").Where(static value => value.Length > 0).ToList();
        if ((string?)programmed?["status"] != "True")
        {
            return Check.Fail(
                name, $"it is not programmed: {(string?)programmed?["message"] ?? "istiod has said nothing of it"}",
                "is istiod running, in ambient mode, and is there a GatewayClass istio-waypoint?");
        }

        return addresses.Count > 0
            ? Check.Pass(name, $"programmed, at {string.Join(", ", addresses)}")
            : Check.Fail(
                name, "it has no address, so ztunnel sends all traffic past it",
                $"kubectl -n {waypoint.Namespace} get pods -l gateway.networking.k8s.io/gateway-name={waypoint.Name}");
    }

    private static Check InForce(NamespacePreview preview, RoutePlan plan)
    {
        var name = $"{preview.Name}: plugins and Telemetries";
        var held = plan.Held.Where(held => held.Target.Key.Namespace == preview.Name).ToList();
        if (held.Count > 0)
        {
            var conflict = held[0].Conflicts[0];
            return Check.Fail(
                name, $"overridden: {held[0].Target.Kind} {held[0].Target.Key.Name}: {conflict.Reason}", conflict.FixAt(held[0].Target));
        }

        var missing = preview.Actions
            .Where(static action => action is ReconcileAction.Create or ReconcileAction.Change or ReconcileAction.LeaveForeign)
            .Select(static action => action.ToString()).ToList();
        return missing.Count == 0
            ? Check.Pass(name, "as the routes want them, and nothing overrides them")
            : Check.Fail(
                name, $"still to do: {string.Join("; ", missing)}",
                "the controller does it within seconds, but in mode audit; if not, see its log for ReconcileFailed");
    }

    private static Check Open(string ns, MeshAudit audit)
    {
        var name = $"{ns}: no plugin fails closed";
        var closed = audit.Findings.FirstOrDefault(finding =>
            finding.Code == FindingCode.RMW115 && finding.Object.Key.Namespace is var at && (at == ns || at == MeshSnapshot.RootNamespace));
        return closed is null
            ? Check.Pass(name, "a failed download denies no traffic")
            : Check.Fail(name, $"{closed.Object} {closed.Path}: {closed.Reason}", closed.Fix);
    }
}
