using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Operations as rows; the condition is whole.</summary>
internal static class OperationsTable
{
    /// <summary>The header and a row for each operation. Wide, with its place in the evaluation order and Envoy's name of the route.</summary>
    public static IReadOnlyList<string[]> Rows(IReadOnlyList<TargetOperations> targets, bool isWide)
    {
        string[] more = isWide ? ["KIND", "ORDER", "ENVOY ROUTE"] : [];
        return
        [
            ["TARGET", "ROUTE", "RULE/MATCH", .. more, "OPERATION", "CONDITION"],
            .. targets.SelectMany(target => target.Operations.Index().Select(item => Row(target.Target, item.Index, item.Item, isWide))),
        ];
    }

    private static string[] Row(Target target, int index, Operation operation, bool isWide)
    {
        string[] more = isWide ? [operation.Source.Route.KindName, $"{index + 1}", operation.RouteName] : [];
        return
        [
            $"{target.Kind} {target.Key}",
            $"{operation.Source.Route}",
            $"{operation.Source.Rule}/{operation.Source.Match}",
            .. more,
            operation.Value,
            operation.Condition?.ToString() ?? "-",
        ];
    }
}
