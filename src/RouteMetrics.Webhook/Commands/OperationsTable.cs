using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Operations as a table; the condition is whole.</summary>
internal static class OperationsTable
{
    public static string Write(IReadOnlyList<TargetOperations> targets)
    {
        List<string[]> rows = [["TARGET", "ROUTE", "RULE/MATCH", "OPERATION", "CONDITION"]];
        rows.AddRange(targets.SelectMany(static target => target.Operations.Select(operation => Row(target.Target, operation))));
        return TextTable.Write(rows);
    }

    private static string[] Row(Target target, Operation operation) =>
    [
        $"{target.Kind} {target.Key}",
        $"{operation.Source.Route}",
        $"{operation.Source.Rule}/{operation.Source.Match}",
        operation.Value,
        operation.Condition?.ToString() ?? "-",
    ];
}
