using System.Text;
using RouteMetrics.Core.Adoption;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>A hand-over for people: entries against operations, the requests that change their name, the writes.</summary>
internal static class AdoptionText
{
    public static string Write(NamespaceAdoption adoption)
    {
        if (adoption.Targets.Count == 0)
        {
            return $"Nothing in namespace {adoption.Namespace} is held for a hand-written object.\n";
        }

        var text = new StringBuilder();
        foreach (var target in adoption.Targets)
        {
            AppendTarget(text, target);
        }

        if (adoption.Steps.Count > 0)
        {
            text.Append("Steps:\n");
            foreach (var (index, step) in adoption.Steps.Index())
            {
                text.Append($"  {index + 1}. {OneLine.Of(step.ToString())}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>As <c>explain</c> takes it: <c>"GET http://svc.ns:80/x" -H 'x-env: prod'</c>.</summary>
    public static string Write(ProxyRequest request) => string.Concat(
        request.Headers.Select(static header => $" -H '{header.Key}: {header.Value}'").Prepend(
            $"{request.Method} {request.Scheme}://{request.Authority}{(request.Port == 80 ? "" : $":{request.Port}")}{request.Path}"));

    private static void AppendTarget(StringBuilder text, TargetAdoption target)
    {
        text.Append($"{target.Target.Kind} {target.Target.Key}\n");
        foreach (var conflict in target.Conflicts)
        {
            text.Append($"  {conflict.Reason}\n");
        }

        foreach (var obstacle in target.Obstacles)
        {
            text.Append($"  cannot be handed over: {obstacle}\n");
        }

        text.Append('\n');
        if (target.Entries.Count > 0)
        {
            text.Append(TextTable.Write(
                [["ENTRY OF", "VALUE", "IS", "OPERATION", "WITNESS", "CONDITION"], .. target.Entries.Select(RowOf)])).Append('\n');
        }

        if (target.Changes.Count > 0)
        {
            text.Append(TextTable.Write(
            [
                ["NAME NOW", "THEN", "FOR INSTANCE"],
                .. target.Changes.Select(static change =>
                    new[] { NameOf(change.Now), NameOf(change.Then), OneLine.Of(Write(change.Witness)) }),
            ]));
        }
        else if (target.Requests > 0)
        {
            text.Append($"None of {target.Requests} requests that were tried changes its name.\n");
        }

        text.Append('\n');
    }

    private static string[] RowOf(ComparedEntry entry) =>
    [
        entry.Object.ToString(), OneLine.Of(entry.Entry.Value), Word(entry.Relation), OneLine.Of(entry.Operation ?? "-"), WitnessOf(entry),
        entry.Entry.Condition.Length == 0 ? "-" : OneLine.Of(entry.Entry.Condition),
    ];

    public static string Word(EntryRelation relation) => relation switch
    {
        EntryRelation.Equal => "equal to",
        EntryRelation.Wider => "wider than",
        EntryRelation.Narrower => "narrower than",
        EntryRelation.Different => "different from",
        EntryRelation.Unreached => "never reached",
        _ => "not comparable",
    };

    private static string WitnessOf(ComparedEntry entry) => OneLine.Of(string.Join("; ", new[]
    {
        entry.More is { } more ? $"also {Write(more)}" : null,
        entry.Less is { } less ? $"not {Write(less)}" : null,
        entry is { More: null, Less: null } ? "-" : null,
    }.OfType<string>()));

    private static string NameOf(string? name) => name is null ? "(none)" : OneLine.Of(name);
}
