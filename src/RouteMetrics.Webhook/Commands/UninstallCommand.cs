using System.CommandLine;
using RouteMetrics.Controller.Uninstall;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>uninstall</c>: removes what the program has made in a cluster.</summary>
internal static class UninstallCommand
{
    private static readonly Option<string> OwnNamespace = new("--namespace", "-n")
    {
        Description = "The namespace of the installation",
        HelpName = "NAMESPACE",
        DefaultValueFactory = static _ => "route-metrics",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Tell what would be removed, and remove nothing" };

    private static readonly Option<bool> LeaveMesh = new("--leave-mesh")
    {
        Description = "Take back the label istio.io/dataplane-mode too, where route-metrics added it",
    };

    public static Command Create(CommandStreams streams)
    {
        var cluster = new KubeconfigOptions();
        var command = new DocumentedCommand(
            "uninstall",
            "Remove what route-metrics has made in a cluster: webhook configurations, the Deployment, every object with its marks, "
            + "labels and annotations that it added. A waypoint stays while a security policy lives in it or anybody names it, and of the "
            + "labels istio.io/dataplane-mode stays unless --leave-mesh. What is left are the objects of deploy/.",
            "route-metrics uninstall --dry-run",
            "route-metrics uninstall --kubeconfig admin.kubeconfig --context production && kubectl delete --ignore-not-found -k deploy")
        {
            OwnNamespace,
            DryRun,
            LeaveMesh,
        };
        cluster.AddTo(command);
        command.SetAction(async (arguments, cancellation) =>
        {
            List<string> faults = [];
            return cluster.Connect(arguments, faults) is { } connection
                ? await RunAsync(connection, arguments, streams, cancellation)
                : streams.Refuse(faults);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ClusterConnection connection, ParseResult arguments, CommandStreams streams, CancellationToken cancellation)
    {
        using var api = new KubernetesApi(connection);
        var uninstallation = new Uninstallation(
            api, arguments.GetRequiredValue(OwnNamespace), arguments.GetValue(LeaveMesh), streams.Out, streams.Error, TimeProvider.System);
        try
        {
            if (arguments.GetValue(DryRun))
            {
                await uninstallation.TellAsync(cancellation);
                return ExitCode.Ok;
            }

            if (await uninstallation.RunAsync(cancellation) is { } left)
            {
                _ = streams.Refuse(left);
                return ExitCode.Findings;
            }

            streams.Error.WriteLine("what is left are the objects of deploy/: kubectl delete --ignore-not-found -k deploy, or the overlay "
                + "that was applied");
            return ExitCode.Ok;
        }
        catch (KubernetesApiException refused)
        {
            return streams.Refuse($"{refused.Message}; uninstall again to go on");
        }
    }
}
