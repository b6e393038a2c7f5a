using System.CommandLine;
using RouteMetrics.Core;
using RouteMetrics.Core.Operations;
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
        var output = MeshOptions.Output("table", "wide", "json");
        var only = new NamespaceOption("Print this namespace alone; its routes are named among those of all others");
        var strict = MeshOptions.StrictOption();
        var command = new DocumentedCommand(
            "operations",
            "Print the operations of each target in evaluation order: the first whose condition holds is what the metrics call a request.",
            "route-metrics operations -f routes.yaml",
            "route-metrics operations -f routes.yaml --engine native -o json");
        mesh.AddTo(command);
        only.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(strict);
        command.SetAction(arguments => MeshInput.Read(arguments, mesh, streams) is { } input && only.IsOneOf(input, arguments, streams)
            ? List(input, only.Of(arguments), arguments.GetRequiredValue(output), arguments.GetValue(strict), streams)
            : ExitCode.Usage);
        return command;
    }

    private static int List(MeshInput input, string? ns, string format, bool strict, CommandStreams streams)
    {
        var plan = RoutePlan.Of(input.State, input.Settings);
        IReadOnlyList<TargetOperations> targets = [.. plan.Targets.Where(target => ns is null || Concerns(target, ns))];
        if (format == "json")
        {
            streams.Out.Write(OperationsJson.Write(targets));
        }
        else
        {
            var series = NamespaceSeries.Of(plan.Measured, input.State, input.Settings);
            SeriesTable.Write(
                streams.Page().Table(OperationsTable.Rows(targets, format == "wide")),
                [.. series.Where(item => ns is null || item.Namespace == ns)], input.Settings);
        }

        return input.Conclude(plan.Findings, ns, strict, streams);
    }

    // A route may be measured at a Gateway of another namespace, in one order with the routes of others there.
    private static bool Concerns(TargetOperations target, string ns) =>
        target.Target.Key.Namespace == ns || target.Operations.Any(operation => operation.Source.Route.Namespace == ns);
}
