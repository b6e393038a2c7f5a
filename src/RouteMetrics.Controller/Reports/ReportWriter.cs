using System.Diagnostics;
using System.Text.Json.Nodes;
using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Reports;

/// <summary>Keeps the reports of all namespaces up to date with an audit, if the cluster serves a kind for them.</summary>
internal sealed class ReportWriter(KubernetesApi api, ILogger log)
{
    /// <summary>The preferred one first: OpenReports succeeds PolicyReport.</summary>
    private static readonly ResourceType[] Kinds = [ResourceType.Reports, ResourceType.PolicyReports];

    /// <summary>
    /// Returns the kind that was written; null if none is served. If both are, our reports of the other kind are removed.
    /// </summary>
    public async Task<ResourceType?> WriteAsync(
        MeshAudit audit, AuditedCluster cluster, RouteMetricsSettings settings, CancellationToken ct)
    {
        ResourceType? chosen = null;
        foreach (var type in Kinds)
        {
            if (!await api.IsServedAsync(type, ct))
            {
                continue;
            }

            var desired = chosen is null ? DesiredOf(type, audit, cluster, settings) : [];
            chosen ??= type;
            foreach (var action in ReportAction.Of(desired, await api.ListAsync(type, null, OwnerMark.LabelSelector, ct)))
            {
                await TryAsync(type, action, ct);
            }
        }

        return chosen;
    }

    private static Dictionary<string, JsonObject> DesiredOf(
        ResourceType type, MeshAudit audit, AuditedCluster cluster, RouteMetricsSettings settings) => audit.Findings
        .GroupBy(static finding => finding.Object.Key.Namespace, StringComparer.Ordinal)
        .ToDictionary(
            static group => group.Key,
            group => NamespaceReport.Of(type, group.Key, [.. group], cluster.Identities, settings),
            StringComparer.Ordinal);

    // A terminating namespace, or somebody else's report of our name, must not block the others.
    private async Task TryAsync(ResourceType type, ReportAction action, CancellationToken ct)
    {
        try
        {
            await RunAsync(type, action, ct);
            log.ReportWritten(action.Namespace, type.Kind, action.GetType().Name);
        }
        catch (KubernetesApiException refused)
        {
            log.ReportFailed(action.Namespace, type.Kind, refused.Message);
        }
    }

    private Task RunAsync(ResourceType type, ReportAction action, CancellationToken ct) => action switch
    {
        ReportAction.Create(var ns, var body) => api.ApplyAsync(type, ns, NamespaceReport.Name, body, force: false, ct),
        ReportAction.Change(var ns, var body) => api.ApplyAsync(type, ns, NamespaceReport.Name, body, force: true, ct),
        ReportAction.Delete(var ns, var known) => api.DeleteAsync(type, ns, NamespaceReport.Name, known, ct),
        _ => throw new UnreachableException(),
    };
}
