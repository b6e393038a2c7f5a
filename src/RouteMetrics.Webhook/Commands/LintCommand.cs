using System.CommandLine;
using RouteMetrics.Core;
using RouteMetrics.Documents.Files;
using RouteMetrics.Webhook.Commands.Linting;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>lint</c>: the findings of the webhook, before anything is applied.</summary>
internal static class LintCommand
{
    public static Command Create(CommandStreams streams)
    {
        var mesh = new MeshOptions(InputKinds.Judged);
        var cluster = new LintedCluster();
        var options = new FindingOptions("text", "json", "sarif", "github");
        var command = new DocumentedCommand(
            "lint",
            "Judge HTTPRoutes, GRPCRoutes, WasmPlugins, TrafficExtensions and Telemetries as the webhook does, each among all that is given, and "
            + "with --cluster also among all that a cluster holds, with the configuration that is installed there. Severities are those of "
            + "the configuration; the modes that the labels of Namespaces ask for are shown, not applied. Exits with 0 when nothing is "
            + "found that --fail-on asks for, 1 when something is, 2 when something cannot be read or nothing can be judged.",
            "route-metrics lint -f routes/ -f namespaces.yaml",
            "kustomize build overlays/prod | route-metrics lint -f - -o github --fail-on warn",
            "route-metrics lint -f routes/ --cluster --context production",
            "route-metrics lint -f routes/ -o sarif > route-metrics.sarif");
        mesh.AddTo(command);
        cluster.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (arguments, cancellation) =>
        {
            if (LintedCluster.IsAsked(arguments))
            {
                return await cluster.ReadAsync(arguments, mesh, streams, cancellation) is var (among, configuration)
                    ? Lint(among.Input, among.Audit(), configuration, arguments, options, streams)
                    : ExitCode.Usage;
            }

            return MeshInput.Read(arguments, mesh, streams) is { } input
                ? Lint(input, MeshAudit.Of(input.State, input.Documents.IstioResources, input.Settings), null, arguments, options, streams)
                : ExitCode.Usage;
        });
        return command;
    }

    private static int Lint(
        MeshInput input, MeshAudit audit, JudgingConfiguration? configuration, ParseResult arguments, FindingOptions options,
        CommandStreams streams)
    {
        var (documents, settings) = input;
        audit = DocumentFindings.Among(audit, documents, settings);
        PlacedFinding[] findings = [.. audit.Findings.Select(finding => new PlacedFinding(finding, documents.PlaceOf(finding)))];
        streams.Out.Write(options.Format(arguments) switch
        {
            "json" => configuration is null
                ? FindingsJson.Write(audit.Findings, settings)
                : FindingsJson.Write(audit.Findings, configuration with { Settings = settings }),
            "sarif" => SarifLog.Write(findings, documents.Errors, settings),
            "github" => WorkflowCommands.Write(findings, settings),
            _ => LintText.Write(findings, audit.Namespaces, settings),
        });
        if (DocumentFindings.Others(documents) is { } others)
        {
            streams.Note(others);
        }

        if (input.IsComplete && !DocumentFindings.IsAny(documents))
        {
            return streams.Refuse(
                "the input holds nothing that can be judged; give HTTPRoutes, WasmPlugins, TrafficExtensions or Telemetries");
        }

        return input.IsComplete ? options.Conclude(arguments, audit.Findings) : ExitCode.Usage;
    }
}
