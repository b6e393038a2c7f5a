using System.CommandLine;
using System.CommandLine.Parsing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>serve</c>: the admission webhook.</summary>
internal static class ServeCommand
{
    private static readonly ServeOptions Defaults = new();

    public static Command Create(CommandStreams streams)
    {
        var options = new ServingOptions(Defaults);
        var command = new DocumentedCommand(
            "serve",
            "Answer admission reviews over HTTPS, and keep the cluster in step with its routes, until SIGTERM. What is decided and "
            + "done is logged as JSON lines.",
            "route-metrics serve --tls-cert /tls/tls.crt --tls-key /tls/tls.key --config /etc/route-metrics.yaml",
            "route-metrics serve --ephemeral-tls --ca-out ca.crt --listen 127.0.0.1 --port 0");
        options.AddTo(command);
        command.SetAction(
            (arguments, cancellation) => ServeProcess.RunAsync(options.Read(arguments), streams.Out, streams.Error, cancellation));
        return command;
    }
}
