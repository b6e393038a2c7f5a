using System.CommandLine;
using RouteMetrics.Core;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Documents.Files;
using RouteMetrics.Documents.Yaml;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>render</c>: the objects that would be applied.</summary>
internal static class RenderCommand
{
    public static Command Create(CommandStreams streams)
    {
        var mesh = new MeshOptions(InputKinds.Judged);
        var output = MeshOptions.Output("yaml", "json");
        var strict = MeshOptions.StrictOption();
        var command = new DocumentedCommand(
            "render",
            "Print the objects that would be applied for these HTTPRoutes, in apply order. Findings go to standard error.",
            "route-metrics render -f routes.yaml | kubectl apply --server-side -f -",
            "route-metrics render -f routes/ -f namespaces.yaml --attach-to waypoint",
            "kubectl get ns,svc,gateway,httproute -A -o yaml | route-metrics render -f - -o json --strict");
        mesh.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(strict);
        command.SetAction(arguments => MeshInput.Read(arguments, mesh, streams) is { } input
            ? Render(input, arguments.GetRequiredValue(output), arguments.GetValue(strict), streams)
            : ExitCode.Usage);
        return command;
    }

    private static int Render(MeshInput input, string format, bool strict, CommandStreams streams)
    {
        var plan = RoutePlan.Of(input.State, input.Settings);
        IReadOnlyList<Manifest> manifests = [.. plan.Manifests(), .. plan.Objectives()];
        streams.Out.Write(format == "json" ? ManifestText.Json(manifests) : ManifestText.Yaml(manifests));
        return input.Conclude(plan.Findings, strict, streams);
    }
}
