using System.CommandLine;
using RouteMetrics.Webhook.Commands.Completing;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>completion</c>: the script with which a shell completes command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>The first word of what the scripts ask. kubectl's plugins, and cobra's programs, have the same.</summary>
    private const string Question = "__complete";

    private static readonly string[] Shells = ["bash", "zsh", "fish", "kubectl"];

    public static Command Create(CommandStreams streams)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish; kubectl: of the plugin, in whatever shell" };
        shell.CompletionSources.Add(Shells);
        var command = new DocumentedCommand(
            "completion",
            "Print the script with which a shell completes commands, options, their values and codes.",
            "source <(route-metrics completion bash)",
            "route-metrics completion zsh > ~/.zsh/completions/_route-metrics",
            "route-metrics completion fish > ~/.config/fish/completions/route-metrics.fish",
            "route-metrics completion kubectl > kubectl_complete-route_metrics && chmod +x kubectl_complete-route_metrics")
        {
            shell,
        };
        command.SetAction(arguments => arguments.GetRequiredValue(shell) is var name && Shells.Contains(name, StringComparer.Ordinal)
            ? Print(name, streams)
            : streams.Refuse($"there is no script for {name}; there are {string.Join(", ", Shells)}"));
        return command;
    }

    /// <summary>
    /// Answers a script: what may stand where the last word is. It is no command of its own, since the words are a command line that is
    /// neither whole nor right. Null: it is not asked.
    /// </summary>
    public static int? Answer(string[] arguments, Command root, CommandStreams streams)
    {
        if (arguments is not [Question, .. var words])
        {
            return null;
        }

        streams.Out.Write(Completion.Of(root, words).ToString());
        return ExitCode.Ok;
    }

    private static int Print(string shell, CommandStreams streams)
    {
        using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")
            ?? throw new InvalidOperationException($"the script for {shell} is not part of the program");
        using var reader = new StreamReader(script);
        streams.Out.Write(reader.ReadToEnd());
        return ExitCode.Ok;
    }
}
