using System.CommandLine;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>audit</c>: the findings of the webhook about what a cluster holds already.</summary>
internal static class AuditCommand
{
    private static readonly Option<string?> Namespace = new("--namespace", "-n")
    {
        Description = "Show this namespace alone; its objects are judged among those of all others",
        HelpName = "NAMESPACE",
    };

    public static Command Create(CommandStreams streams)
    {
        var cluster = new KubeconfigOptions();
        var installation = new InstallationOptions();
        var options = new FindingOptions("table", "json");
        var command = new DocumentedCommand(
            "audit",
            "Judge all HTTPRoutes, GRPCRoutes, WasmPlugins, TrafficExtensions and Telemetries of a cluster as the webhook would if applied now: "
            + "what would be denied if every namespace were in mode enforce. Judges with the configuration of the installation; standard "
            + "error says which one it was. Modes are shown, not applied. Reads, and writes nothing. Exits with 0 "
            + "when nothing is found that --fail-on asks for, 1 when something is, 2 when the cluster cannot be read.",
            "route-metrics audit",
            "route-metrics audit -n shop -o json --fail-on warn",
            "kubectl route-metrics audit --context production --config route-metrics.yaml")
        {
            Namespace,
        };
        installation.AddTo(command);
        options.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (arguments, cancellation) =>
        {
            List<string> faults = [];
            return cluster.Connect(arguments, faults) is { } connection
                ? await RunAsync(connection, installation, arguments, options, streams, cancellation)
                : streams.Refuse(faults);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ClusterConnection connection, InstallationOptions installation, ParseResult arguments, FindingOptions options,
        CommandStreams streams,
        CancellationToken cancellation)
    {
        using var api = new KubernetesApi(connection);
        if (await installation.ReadAsync(api, arguments, streams, cancellation) is not { } configuration)
        {
            return ExitCode.Usage;
        }

        AuditedCluster cluster;
        try
        {
            cluster = await AuditedCluster.ReadAsync(api, configuration.Settings.OwnNamespace, TimeProvider.System, cancellation);
        }
        catch (KubernetesApiException refused)
        {
            return streams.Refuse(refused.Message);
        }

        var only = arguments.GetValue(Namespace);
        if (only is not null && !cluster.Mesh.Namespaces.Any(ns => ns.Name == only))
        {
            return streams.Refuse($"--namespace {only}: there is no such namespace");
        }

        _ = streams.Refuse(cluster.Unreadable);
        var settings = configuration.Settings;
        var audit = Only(only, MeshAudit.Of(cluster.Mesh, cluster.IstioResources, settings));
        streams.Out.Write(options.Format(arguments) == "json"
            ? FindingsJson.Write(audit.Findings, configuration)
            : AuditTable.Write(audit, settings));
        return cluster.Unreadable.Count > 0 ? ExitCode.Usage : options.Conclude(arguments, audit.Findings);
    }

    private static MeshAudit Only(string? name, MeshAudit audit) => name is null ? audit : new(
        [.. audit.Findings.Where(finding => finding.Object.Key.Namespace == name)], [.. audit.Namespaces.Where(ns => ns.Name == name)]);
}
