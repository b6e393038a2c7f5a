using System.CommandLine;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>preview</c>: what an installation with this configuration would do in a cluster.</summary>
internal static class PreviewCommand
{
    private static readonly Option<string?> Namespace = new("--namespace", "-n")
    {
        Description = "Show this namespace alone",
        HelpName = "NAMESPACE",
    };

    public static Command Create(CommandStreams streams)
    {
        var cluster = new KubeconfigOptions();
        var installation = new InstallationOptions();
        var output = MeshOptions.Output("text", "json");
        var command = new DocumentedCommand(
            "preview",
            "Tell what an installation with this configuration (the installed one, without --config) would do, namespace by namespace: "
            + "which labels it would add and which "
            + "objects create, change or delete, what it would hold back, and which routes it would refuse at their next change. "
            + "Reads, and writes nothing. Without an installation every namespace counts as older than it, and stays as it is unless it "
            + "opts in.",
            "route-metrics preview",
            "route-metrics preview --config route-metrics.yaml -n shop -o json")
        {
            Namespace,
            output,
        };
        installation.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (arguments, cancellation) =>
        {
            List<string> faults = [];
            return cluster.Connect(arguments, faults) is { } connection
                ? await RunAsync(connection, installation, arguments, arguments.GetRequiredValue(output) == "json", streams, cancellation)
                : streams.Refuse(faults);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ClusterConnection connection, InstallationOptions installation, ParseResult arguments, bool isJson, CommandStreams streams,
        CancellationToken cancellation)
    {
        using var api = new KubernetesApi(connection);
        if (await installation.ReadAsync(api, arguments, streams, cancellation) is not { Settings: var settings })
        {
            return ExitCode.Usage;
        }

        var only = arguments.GetValue(Namespace);
        IReadOnlyList<NamespacePreview> namespaces;
        try
        {
            namespaces = await ClusterPreview.ReadAsync(api, settings, TimeProvider.System, cancellation);
        }
        catch (KubernetesApiException refused)
        {
            return streams.Refuse(refused.Message);
        }

        if (only is not null && !namespaces.Any(ns => ns.Name == only))
        {
            return streams.Refuse($"--namespace {only}: there is no such namespace");
        }

        IReadOnlyList<NamespacePreview> shown = [.. namespaces.Where(ns => only is null || ns.Name == only)];
        streams.Out.Write(isJson ? PreviewText.Json(shown, settings) : PreviewText.Write(shown));
        return ExitCode.Ok;
    }
}
