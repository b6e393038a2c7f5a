using System.CommandLine;
using RouteMetrics.Webhook.Commands.Demo;
using RouteMetrics.Webhook.Commands.Output;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>demo</c>: the podinfo example against a local server, without a cluster.</summary>
internal static class DemoCommand
{
    private static readonly ServeOptions Options = new() { ListenAddress = "127.0.0.1", Port = 0, EphemeralTls = true };

    public static Command Create(CommandStreams streams)
    {
        var command = new DocumentedCommand(
            "demo",
            "Start the webhook on a free port of this machine, send it a Namespace and an HTTPRoute over HTTPS, and show what "
            + "becomes of them.",
            "route-metrics demo");
        command.SetAction((_, cancellation) => RunAsync(streams, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandStreams streams, CancellationToken cancellation)
    {
        var narration = new Narration(streams.Out);
        List<string> faults = [];
        if (ServeInputs.Load(Options, TimeProvider.System, faults) is not { CaPem: { } ca } inputs)
        {
            return streams.Refuse(faults);
        }

        try
        {
            await TellAsync(narration, inputs, ca, cancellation);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            narration.Fail($"the webhook on this machine cannot be asked: {fault.Message}");
        }

        return Conclude(narration, streams);
    }

    private static async Task TellAsync(Narration narration, ServeInputs inputs, string ca, CancellationToken cancellation)
    {
        await using (var logs = new JsonLog(TextWriter.Null, TimeProvider.System))
        await using (var server = await AdmissionServer.StartAsync(Options, inputs, logs, TimeProvider.System, cancellation))
        {
            narration.Step("route-metrics serve --ephemeral-tls: the webhook starts, with a certificate of a CA made in memory");
            narration.Say($"listening on {server.Address}");
            using var client = new AdmissionClient(server.Address, ca);
            var demo = new PodinfoDemo(narration);
            await demo.CreateNamespaceAsync(client, cancellation);
            await demo.CreateHttpRouteAsync(client, cancellation);
            demo.Explain();
            await server.StopAsync(cancellation);
        }

        narration.Step("The webhook has stopped. On a cluster, Prometheus now answers");
        narration.Say("""sum(rate(istio_requests_total{destination_app="podinfo", route_name!="unknown"}[1m])) by (route_name)""");
    }

    private static int Conclude(Narration narration, CommandStreams streams)
    {
        foreach (var surprise in narration.Surprises)
        {
            streams.Error.WriteLine($"error: {surprise}");
        }

        return narration.Surprises.Count == 0 ? ExitCode.Ok : ExitCode.Findings;
    }
}
