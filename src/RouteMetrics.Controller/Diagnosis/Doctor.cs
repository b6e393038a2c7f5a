using RouteMetrics.Controller.Reports;
using RouteMetrics.Core;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Diagnosis;

/// <summary>Everything that has to be right for a label to arrive, in the order in which it depends on each other. Writes nothing.</summary>
internal sealed class Doctor(KubernetesApi api, RouteMetricsSettings settings, Uri? prometheus, TimeProvider time)
{
    /// <summary>
    /// Of one namespace, or of all that have something measured. What cannot be read at all is a <see cref="KubernetesApiException"/>.
    /// </summary>
    public async Task<IReadOnlyList<Check>> RunAsync(string? only, CancellationToken ct)
    {
        List<Check> checks = [.. await new InstallationChecks(api, settings, time).RunAsync(ct)];
        var cluster = await AuditedCluster.ReadAsync(api, settings.OwnNamespace, time, ct);
        var plan = RoutePlan.Of(cluster.Mesh, settings);
        var audit = MeshAudit.Of(cluster.Mesh, cluster.IstioResources, settings);
        checks.Add(await ProviderChecks.RunAsync(api, only, ct));
        checks.Add(await ModuleCheck.RunAsync(api, settings, ct));
        checks.AddRange(await new NamespaceChecks(api, settings, time).RunAsync(only, plan, audit, ct));
        checks.AddRange(await new LabelChecks(api, settings, prometheus).RunAsync(only, plan, ct));
        return checks;
    }
}
