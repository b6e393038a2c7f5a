using System.CommandLine;
using RouteMetrics.Core;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Files;
using RouteMetrics.Webhook.Commands.Linting;
using RouteMetrics.Webhook.Commands.Output;
using RouteMetrics.Webhook.Commands.Screens;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>lint</c>: the findings of the webhook, before anything is applied.</summary>
internal static class LintCommand
{
    public static Command Create(CommandStreams streams)
    {
        var mesh = new MeshOptions(InputKinds.Judged);
        var cluster = new LintedCluster();
        var only = new NamespaceOption("Report this namespace alone; its objects are judged among those of all others");
        var options = new FindingOptions("text", "wide", "json", "sarif", "github");
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
        only.AddTo(command);
        cluster.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (arguments, cancellation) =>
        {
            if (LintedCluster.IsAsked(arguments))
            {
                return await cluster.ReadAsync(arguments, mesh, streams, cancellation) is var (among, configuration)
                    ? Lint(among.Input, among.Audit(), configuration)
                    : ExitCode.Usage;
            }

            return MeshInput.Read(arguments, mesh, streams) is { } input
                ? Lint(input, MeshAudit.Of(input.State, input.Documents.IstioResources, input.Settings), null)
                : ExitCode.Usage;

            int Lint(MeshInput input, MeshAudit audit, JudgingConfiguration? configuration) => only.IsOneOf(input, arguments, streams)
                ? Report(
                    input, DocumentFindings.Among(audit, input.Documents, input.Settings).In(only.Of(arguments)), configuration, arguments,
                    options, streams)
                : ExitCode.Usage;
        });
        return command;
    }

    private static int Report(
        MeshInput input, MeshAudit audit, JudgingConfiguration? configuration, ParseResult arguments, FindingOptions options,
        CommandStreams streams)
    {
        var (documents, settings) = input;
        PlacedFinding[] findings = [.. audit.Findings.Select(finding => new PlacedFinding(finding, documents.PlaceOf(finding)))];
        switch (options.Format(arguments))
        {
            case "json":
                streams.Out.Write(configuration is null
                    ? FindingsJson.Write(audit.Findings, settings, options.IsSummary(arguments))
                    : FindingsJson.Write(audit.Findings, configuration with { Settings = settings }, options.IsSummary(arguments)));
                break;
            case "sarif":
                streams.Out.Write(SarifLog.Write(findings, documents.Errors, settings));
                break;
            case "github":
                streams.Out.Write(WorkflowCommands.Write(findings, settings));
                break;
            default:
                Show(findings, audit, settings, arguments, options, streams.Page());
                break;
        }

        return Conclude(input, audit, arguments, options, streams);
    }

    private static void Show(
        PlacedFinding[] findings, MeshAudit audit, RouteMetricsSettings settings, ParseResult arguments, FindingOptions options,
        Page page) =>
        options.Show(
                page, arguments, [.. findings.Select(static placed => placed.At)], settings, () => LintText.Write(findings, settings))
            .Table(NamespaceTable.Rows(audit.Namespaces, options.IsWide(arguments)))
            .End();

    private static int Conclude(MeshInput input, MeshAudit audit, ParseResult arguments, FindingOptions options, CommandStreams streams)
    {
        if (DocumentFindings.Others(input.Documents) is { } others)
        {
            streams.Note(others);
        }

        if (input.IsComplete && !DocumentFindings.IsAny(input.Documents))
        {
            return streams.Refuse(
                "the input holds nothing that can be judged; give HTTPRoutes, WasmPlugins, TrafficExtensions or Telemetries");
        }

        return input.IsComplete ? options.Conclude(arguments, audit.Findings) : ExitCode.Usage;
    }
}
