using System.Text;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Operations as aligned columns, three spaces apart; the last one, the condition, is whole.</summary>
internal static class OperationsTable
{
    private const string Gap = "   ";

    public static string Write(IReadOnlyList<TargetOperations> targets)
    {
        List<string[]> rows = [["TARGET", "ROUTE", "RULE/MATCH", "OPERATION", "CONDITION"]];
        rows.AddRange(targets.SelectMany(static target => target.Operations.Select(operation => Row(target.Target, operation))));
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => WidthOf(row[column]))).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == row.Length - 1 ? cell : cell + new string(' ', widths[column] - WidthOf(cell)));
            text.AppendJoin(Gap, cells).Append('\n');
        }

        return text.ToString();
    }

    private static string[] Row(Target target, Operation operation) =>
    [
        $"{target.Kind} {target.Key}",
        $"{operation.Source.Route}",
        $"{operation.Source.Rule}/{operation.Source.Match}",
        operation.Value,
        operation.Condition?.ToString() ?? "-",
    ];

    private static int WidthOf(string cell) => cell.EnumerateRunes().Count();
}
