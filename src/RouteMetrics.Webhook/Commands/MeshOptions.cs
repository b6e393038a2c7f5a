using System.CommandLine;
using RouteMetrics.Cluster.Configuration;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options of the commands that read objects: what to read, and the settings to read them under.</summary>
internal sealed class MeshOptions
{
    public Option<string[]> Files { get; } = new("--filename", "-f")
    {
        Description = "Files, folders or - (standard input) with Namespaces, Services, Gateways and HTTPRoutes: YAML or JSON, several documents, Lists",
        HelpName = "FILE",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<string?> Config { get; } = ConfigOption();

    public Option<string?> Engine { get; } = Choice("--engine", "How a request gets its operation; overrides the configuration", "attributegen", "native");

    public Option<string?> AttachTo { get; } =
        Choice("--attach-to", "What the WasmPlugins of a waypoint target; overrides the configuration", "service", "waypoint");

    public static Option<string?> ConfigOption() => new("--config", "-c")
    {
        Description = "Configuration file (kind: RouteMetricsConfig); the defaults hold without one",
        HelpName = "FILE",
    };

    public static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description };
        return option.AcceptOnlyFromAmong(values);
    }

    public static Option<string> Output(params string[] formats)
    {
        var option = new Option<string>("--output", "-o") { Description = "Format of the output", DefaultValueFactory = _ => formats[0] };
        return option.AcceptOnlyFromAmong(formats);
    }

    public static Option<bool> StrictOption() => new("--strict") { Description = "Exit with 1 when a finding is a denial" };

    public void AddTo(Command command)
    {
        command.Options.Add(Files);
        command.Options.Add(Config);
        command.Options.Add(Engine);
        command.Options.Add(AttachTo);
    }
}
