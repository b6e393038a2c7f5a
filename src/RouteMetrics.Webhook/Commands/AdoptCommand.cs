using System.CommandLine;
using RouteMetrics.Controller.Adoption;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core.Adoption;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>adopt</c>: hand-written objects hand over to ours.</summary>
internal static class AdoptCommand
{
    private static readonly Option<string> Namespace =
        new("--namespace", "-n") { Description = "The namespace whose objects hand over", HelpName = "NAMESPACE", Required = true };

    private static readonly Option<bool> DryRun =
        new("--dry-run") { Description = "Tell what would change and be written, and write nothing" };

    private static readonly Option<bool> KeepNames = new("--keep-names")
    {
        Description = "Give the operations the names that their requests have now, by an annotation of the routes",
    };

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask" };

    private static readonly Option<TimeSpan?> Settle = OptionOf.Duration(
        "--settle", "How long the proxies have to load our module before anything is deleted", "30s", DurationText.ParseInterval);

    private static readonly Option<string> Output = MeshOptions.Output("text", "json");

    public static Command Create(CommandStreams streams)
    {
        var cluster = new ClusterCommand();
        var command = new DocumentedCommand(
            "adopt",
            "Compare hand-written WasmPlugins, TrafficExtensions and Telemetries with what would be generated in their place, and hand "
            + "over: first ours are made, then the old ones removed, so that there are labels at each moment. Writes with the rights of "
            + "the caller. Exits with 0 when nothing is in the way any more (or would be), 1 when something stays as it is, 2 when the "
            + "cluster cannot be read or written.",
            "route-metrics adopt -n shop --dry-run",
            "route-metrics adopt -n shop --keep-names --config route-metrics.yaml",
            "kubectl route-metrics adopt -n shop --yes")
        {
            Namespace,
            DryRun,
            KeepNames,
            Yes,
            Settle,
            Output,
        };
        cluster.AddTo(command);
        command.SetAction((arguments, cancellation) => cluster.RunAsync(
            arguments, streams, (api, configuration) => AdoptAsync(api, configuration.Settings, arguments, streams, cancellation),
            cancellation));
        return command;
    }

    private static async Task<int> AdoptAsync(
        KubernetesApi api, RouteMetricsSettings settings, ParseResult arguments, CommandStreams streams, CancellationToken ct)
    {
        try
        {
            var cluster = await AuditedCluster.ReadAsync(api, settings.OwnNamespace, TimeProvider.System, ct);
            var ns = arguments.GetRequiredValue(Namespace);
            if (cluster.Mesh.Namespace(ns) is null)
            {
                return streams.Refuse($"--namespace {ns}: there is no such namespace");
            }

            var adoption = NamespaceAdoption.Of(ns, cluster.Mesh, cluster.IstioResources, settings, arguments.GetValue(KeepNames));
            streams.Out.Write(arguments.GetRequiredValue(Output) == "json" ? AdoptionJson.Write(adoption) : AdoptionText.Write(adoption));
            return await HandOverAsync(adoption, api, cluster, arguments, streams, ct);
        }
        catch (KubernetesApiException refused)
        {
            return streams.Refuse($"{refused.Message}; adopt again to go on");
        }
    }

    private static async Task<int> HandOverAsync(
        NamespaceAdoption adoption, KubernetesApi api, AuditedCluster cluster, ParseResult arguments, CommandStreams streams,
        CancellationToken ct)
    {
        var left = adoption.Targets.Any(static target => target.Obstacles.Count > 0) ? ExitCode.Findings : ExitCode.Ok;
        if (adoption.Steps.Count == 0 || arguments.GetValue(DryRun))
        {
            return left;
        }

        if (!arguments.GetValue(Yes) && !await IsConfirmedAsync(streams, ct))
        {
            streams.Error.WriteLine("nothing was changed; answer y, or give --yes");
            return ExitCode.Findings;
        }

        var settle = arguments.GetValue(Settle) ?? TimeSpan.FromSeconds(30);
        var run = new AdoptionRun(api, cluster.Identities, settle, streams.Error, TimeProvider.System);
        return await run.RunAsync(adoption.Steps, ct) is { } fault ? streams.Refuse(fault) : left;
    }

    private static async Task<bool> IsConfirmedAsync(CommandStreams streams, CancellationToken ct)
    {
        streams.Error.Write("Take these steps? [y/N] ");
        using var answer = new StreamReader(streams.In, leaveOpen: true);
        return await answer.ReadLineAsync(ct) is "y" or "Y" or "yes";
    }
}
