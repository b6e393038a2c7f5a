using System.CommandLine;
using RouteMetrics.Documents.Configuration;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>config</c>: the effective configuration.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandStreams streams)
    {
        var config = MeshOptions.ConfigOption();
        var command = new DocumentedCommand(
            "config",
            "Print the effective configuration with its defaults, or every fault of the file.",
            "route-metrics config > route-metrics.yaml",
            "route-metrics config --config route-metrics.yaml")
        {
            config,
        };
        command.SetAction(arguments => Print(SettingsFile.Read(arguments.GetValue(config)), streams));
        return command;
    }

    private static int Print(ConfigurationFile file, CommandStreams streams)
    {
        if (file.Settings is not { } settings)
        {
            return streams.Refuse(file.Faults);
        }

        streams.Out.Write(ConfigurationFile.Print(settings));
        return ExitCode.Ok;
    }
}
