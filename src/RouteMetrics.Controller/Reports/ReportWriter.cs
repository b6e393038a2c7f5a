using System.Diagnostics;
using System.Text.Json.Nodes;
using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Reports;

/// <summary>Keeps the reports of all namespaces in step with what an audit found, where the cluster has a kind for them.</summary>
internal sealed class ReportWriter(KubernetesApi api, ILogger log)
{
    /// <summary>The preferred one first: OpenReports is what became of PolicyReport.</summary>
    private static readonly ResourceType[] Kinds = [ResourceType.Reports, ResourceType.PolicyReports];

    /// <summary>
    /// The kind that was written; null where the cluster has none. Of the other kind, if both are there, ours are removed.
    /// </summary>
    public async Task<ResourceType?> WriteAsync(MeshAudit review, AuditedCluster cluster, RouteMetricsSettings settings, CancellationToken ct)
    {
        ResourceType? chosen = null;
        foreach (var type in Kinds)
        {
            if (!await api.IsServedAsync(type, ct))
            {
                continue;
            }

            var desired = chosen is null ? DesiredOf(type, review, cluster, settings) : [];
            chosen ??= type;
            foreach (var action in ReportAction.Of(desired, await api.ListAsync(type, null, OwnerMark.LabelSelector, ct)))
            {
                await TryAsync(type, action, ct);
            }
        }

        return chosen;
    }

    private static Dictionary<string, JsonObject> DesiredOf(ResourceType type, MeshAudit review, AuditedCluster cluster, RouteMetricsSettings settings) => review.Findings
        .GroupBy(static finding => finding.Object.Key.Namespace, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, group => NamespaceReport.Of(type, group.Key, [.. group], cluster.Identities, settings), StringComparer.Ordinal);

    // A namespace that is going, or a report of somebody else's by our name, must not keep the others from theirs.
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
