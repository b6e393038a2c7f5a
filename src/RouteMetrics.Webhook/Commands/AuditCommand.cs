using System.CommandLine;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Webhook.Commands.Output;
using RouteMetrics.Webhook.Commands.Screens;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>audit</c>: the findings of the webhook about what a cluster holds already.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandStreams streams)
    {
        var cluster = new ClusterCommand();
        var only = new NamespaceOption("Show this namespace alone; its objects are judged among those of all others");
        var options = new FindingOptions("table", "wide", "json");
        var command = new DocumentedCommand(
            "audit",
            "Judge all HTTPRoutes, GRPCRoutes, WasmPlugins, TrafficExtensions and Telemetries of a cluster as the webhook would if applied now: "
            + "what would be denied if every namespace were in mode enforce. Judges with the configuration of the installation; standard "
            + "error says which one it was. Modes are shown, not applied. Reads, and writes nothing. Exits with 0 "
            + "when nothing is found that --fail-on asks for, 1 when something is, 2 when the cluster cannot be read.",
            "route-metrics audit --summary",
            "route-metrics audit -n shop -o json --fail-on warn",
            "kubectl route-metrics audit --context production --config route-metrics.yaml");
        only.AddTo(command);
        options.AddTo(command);
        cluster.AddTo(command);
        command.SetAction((arguments, cancellation) => cluster.RunAsync(
            arguments, streams, (api, configuration) => AuditAsync(api, configuration, arguments, only, options, streams, cancellation),
            cancellation));
        return command;
    }

    private static async Task<int> AuditAsync(
        KubernetesApi api, JudgingConfiguration configuration, ParseResult arguments, NamespaceOption only, FindingOptions options,
        CommandStreams streams, CancellationToken cancellation)
    {
        var settings = configuration.Settings;
        AuditedCluster cluster;
        using (var progress = streams.Progress())
        {
            cluster = await AuditedCluster.ReadAsync(api, settings.OwnNamespace, TimeProvider.System, cancellation, progress);
        }

        if (!only.IsOneOf(cluster.Mesh.Namespaces.Select(static ns => ns.Name), arguments, streams))
        {
            return ExitCode.Usage;
        }

        _ = streams.Refuse(cluster.Unreadable);
        var audit = MeshAudit.Of(cluster.Mesh, cluster.IstioResources, settings).In(only.Of(arguments));
        if (options.Format(arguments) == "json")
        {
            streams.Out.Write(FindingsJson.Write(audit.Findings, configuration, options.IsSummary(arguments)));
        }
        else
        {
            Show(audit, configuration, arguments, options, streams.Page());
        }

        return cluster.Unreadable.Count > 0 ? ExitCode.Usage : options.Conclude(arguments, audit.Findings);
    }

    /// <summary>For people: each namespace, the findings, and what mode enforce would make of them.</summary>
    private static void Show(MeshAudit audit, JudgingConfiguration configuration, ParseResult arguments, FindingOptions options, Page page)
    {
        var settings = configuration.Settings;
        FindingAt[] findings = [.. audit.Findings.Select(static finding => new FindingAt(finding, null))];
        page.Table(NamespaceTable.Rows(audit.Namespaces, options.IsWide(arguments)));
        var (objects, denied) = (audit.Namespaces.Sum(static ns => ns.Objects), audit.Namespaces.Sum(static ns => ns.Denied));
        options.Show(page, arguments, findings, settings, () => AuditTable.Write(findings, settings))
            .Text($"In mode enforce {denied} of {objects} objects would be denied.")
            .End();
    }
}
