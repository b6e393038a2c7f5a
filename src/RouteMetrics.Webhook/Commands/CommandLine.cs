using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The command line of <c>route-metrics</c>: a function of arguments and streams to an <see cref="ExitCode"/>.</summary>
internal static class CommandLine
{
    // An argument that starts with @ is a plain value, not a response file.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(string[] arguments, CommandStreams streams, CancellationToken cancellation)
    {
        var root = Build(streams);
        if (CompletionCommand.Answer(arguments, root, streams) is { } answered)
        {
            return answered;
        }

        var result = root.Parse(arguments, Parser);
        if (result.Action is ParseErrorAction faults)
        {
            return Refuse(result, faults, streams);
        }

        try
        {
            return await result.InvokeAsync(Invocation(streams.Out, streams.Error), cancellation);
        }
        catch (IOException fault)
        {
            // Reads handle their own errors, so this is the output, such as a full disk.
            return streams.Refuse($"the output cannot be written: {fault.Message}");
        }
    }

    private static DocumentedCommand Build(CommandStreams streams)
    {
        var root = new DocumentedCommand(
            "route-metrics",
            "Makes Istio count requests for each route of HTTPRoutes and GRPCRoutes: an admission webhook, and the same as a command line.",
            "route-metrics demo",
            "route-metrics render -f routes.yaml",
            "route-metrics explain -f routes.yaml --request \"GET http://podinfo-svc.podinfo:9898/healthz\"")
        {
            ServeCommand.Create(streams),
            RenderCommand.Create(streams),
            OperationsCommand.Create(streams),
            ExplainCommand.Create(streams),
            LintCommand.Create(streams),
            AuditCommand.Create(streams),
            PreviewCommand.Create(streams),
            AdoptCommand.Create(streams),
            DoctorCommand.Create(streams),
            WhyCommand.Create(streams),
            AdmitCommand.Create(streams),
            ConfigCommand.Create(streams),
            UninstallCommand.Create(streams),
            DemoCommand.Create(streams),
            CompletionCommand.Create(streams),
        };
        root.Options.Add(new HelpOption { Action = new ExamplesHelp() });
        root.Options.Add(new VersionOption { Action = new PrintVersion() });
        return root;
    }

    private static int Refuse(ParseResult result, ParseErrorAction faults, CommandStreams streams)
    {
        // We print the errors, with our prefix; of the action's output only its suggestions for typos are left.
        _ = streams.Refuse([.. result.Errors.Select(static error => error.Message)]);
        faults.ShowHelp = false;
        _ = result.Invoke(Invocation(streams.Error, TextWriter.Null));
        streams.Error.WriteLine($"See '{NameOf(result.CommandResult)} --help'.");
        return ExitCode.Usage;
    }

    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : command.Command.Name;

    // Signals end the process through the cancellation token and its drain time alone; faults of the program itself are for the runtime to
    // show.
    private static InvocationConfiguration Invocation(TextWriter output, TextWriter error) =>
        new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
}
