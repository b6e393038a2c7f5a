using System.CommandLine;
using RouteMetrics.Core;
using RouteMetrics.Core.Rules;
using RouteMetrics.Documents.Files;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>operations</c>: what the metrics will be called.</summary>
internal static class OperationsCommand
{
    public static Command Create(CommandStreams streams)
    {
        var mesh = new MeshOptions(InputKinds.Judged);
        var output = MeshOptions.Output("table", "json");
        var strict = MeshOptions.StrictOption();
        var command = new DocumentedCommand(
            "operations",
            "Print the operations of each target in evaluation order: the first whose condition holds is what the metrics call a request.",
            "route-metrics operations -f routes.yaml",
            "route-metrics operations -f routes.yaml --engine native -o json");
        mesh.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(strict);
        command.SetAction(arguments => MeshInput.Read(arguments, mesh, streams) is { } input
            ? List(input, arguments.GetRequiredValue(output), arguments.GetValue(strict), streams)
            : ExitCode.Usage);
        return command;
    }

    private static int List(MeshInput input, string format, bool strict, CommandStreams streams)
    {
        var plan = RoutePlan.Of(input.State, input.Settings);
        streams.Out.Write(format == "json"
            ? OperationsJson.Write(plan.Targets)
            : OperationsTable.Write(plan.Targets)
                + SeriesTable.Write(NamespaceSeries.Of(plan.Measured, input.State, input.Settings), input.Settings));
        return input.Conclude(plan.Findings, strict, streams);
    }
}
