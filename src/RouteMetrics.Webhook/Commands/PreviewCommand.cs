using System.CommandLine;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>preview</c>: what an installation with this configuration would do in a cluster.</summary>
internal static class PreviewCommand
{
    public static Command Create(CommandStreams streams)
    {
        var cluster = new ClusterCommand();
        var only = new NamespaceOption("Show this namespace alone");
        var output = MeshOptions.Output("text", "json");
        var command = new DocumentedCommand(
            "preview",
            "Tell what an installation with this configuration (the installed one, without --config) would do, namespace by namespace: "
            + "which labels it would add and which "
            + "objects create, change or delete, what it would hold back, and which routes it would refuse at their next change. "
            + "Reads, and writes nothing. Without an installation every namespace counts as older than it, and stays as it is unless it "
            + "opts in.",
            "route-metrics preview",
            "route-metrics preview --config route-metrics.yaml -n shop -o json");
        only.AddTo(command);
        command.Options.Add(output);
        cluster.AddTo(command);
        command.SetAction((arguments, cancellation) => cluster.RunAsync(
            arguments, streams,
            (api, configuration) => PreviewAsync(
                api, configuration, arguments, only, arguments.GetRequiredValue(output) == "json", streams, cancellation),
            cancellation));
        return command;
    }

    private static async Task<int> PreviewAsync(
        KubernetesApi api, JudgingConfiguration configuration, ParseResult arguments, NamespaceOption only, bool isJson,
        CommandStreams streams, CancellationToken cancellation)
    {
        var settings = configuration.Settings;
        var namespaces = await ClusterPreview.ReadAsync(api, settings, TimeProvider.System, cancellation);
        if (!only.IsOneOf(namespaces.Select(static ns => ns.Name), arguments, streams))
        {
            return ExitCode.Usage;
        }

        var name = only.Of(arguments);
        IReadOnlyList<NamespacePreview> shown = [.. namespaces.Where(ns => name is null || ns.Name == name)];
        if (isJson)
        {
            streams.Out.Write(PreviewText.Json(shown, settings));
        }
        else
        {
            streams.Page().Plain(PreviewText.Write(shown)).About(shown.SelectMany(static ns => ns.Refused)).End();
        }

        return ExitCode.Ok;
    }
}
