using System.CommandLine;
using RouteMetrics.Core;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Documents.Files;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>explain</c>: which operation a request gets, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandStreams streams)
    {
        var mesh = new MeshOptions(InputKinds.Judged);
        var request = new RequestOptions();
        var output = MeshOptions.Output("text", "json");
        var command = new DocumentedCommand(
            "explain",
            "Say which operation a request gets, from which route, rule and match, and why the earlier operations do not name it.",
            "route-metrics explain -f routes.yaml --request \"GET http://podinfo-svc.podinfo:9898/healthz\"",
            "route-metrics explain -f routes.yaml --request \"POST /echo?q=1\" -H 'x-env: prod' --service podinfo/podinfo-svc:9898",
            "route-metrics explain -f routes.yaml --request \"GET https://shop.example.com/\" --gateway infra/public -o json");
        mesh.AddTo(command);
        request.AddTo(command);
        command.Options.Add(output);
        command.SetAction(arguments =>
        {
            var read = RequestText.Parse(arguments.GetRequiredValue(request.Request), arguments.GetValue(request.Headers) ?? []);
            return read.Request is { } parsed
                ? Explain(
                    parsed, request.Target(arguments), MeshInput.Read(arguments, mesh, streams), arguments.GetRequiredValue(output),
                    streams)
                : streams.Refuse(read.Fault is { } fault ? [fault] : []);
        });
        return command;
    }

    private static int Explain(ProxyRequest request, NamedTarget? named, MeshInput? input, string format, CommandStreams streams)
    {
        if (input is null)
        {
            return ExitCode.Usage;
        }

        var plan = RoutePlan.Of(input.State, input.Settings);
        var targets = plan.Targets;
        var conclusion = input.Conclude(plan.Findings, null, strict: false, streams);
        var target = named is null
            ? TargetChoice.Of(request, input.State, targets)
            : targets.FirstOrDefault(target => target.Target == named.Target);
        if (target is null)
        {
            return streams.Refuse(NoTarget(request, named, targets));
        }

        var sent = named?.Port is { } port ? request with { Port = port, IsPortAssumed = false } : request;
        var held = plan.Held.FirstOrDefault(held => held.Target == target.Target);
        var explanation = RequestExplanation.Explain(target, sent, input.State, input.Settings, held);
        streams.Out.Write(
            format == "json" ? ExplanationJson.Write(explanation) : ExplanationText.Write(explanation, input.Settings.LabelName));
        return conclusion;
    }

    private static string NoTarget(ProxyRequest request, NamedTarget? named, IReadOnlyList<TargetOperations> targets)
    {
        var wanted = named is null
            ? $"host {request.Host} names no single target"
            : $"{named.Target} is not a target of these routes";
        return targets.Count == 0
            ? $"{wanted}: no route of the input is measured at any target"
            : $"{wanted}; choose one with {string.Join(" or ", targets.Select(static target => OptionFor(target.Target)))}";
    }

    private static string OptionFor(Target target) => target.Kind switch
    {
        TargetKind.Service => $"--service {target.Key}",
        TargetKind.ServiceEntry => $"--service-entry {target.Key}",
        _ => $"--gateway {target.Key}",
    };
}
