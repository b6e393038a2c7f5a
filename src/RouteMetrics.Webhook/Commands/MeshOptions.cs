using System.CommandLine;
using RouteMetrics.Documents.Files;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options of commands that read objects: which files, and under which settings.</summary>
internal sealed class MeshOptions(InputKinds kinds)
{
    public InputKinds Kinds => kinds;

    public Option<string[]> Files { get; } = new("--filename", "-f")
    {
        Description = $"Files, folders or - (standard input): YAML or JSON with {kinds} and Lists of them",
        HelpName = "FILE",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<string?> Config { get; } = ConfigOption();

    public Option<string?> Engine { get; } =
        Choice("--engine", "How a request gets its operation; overrides the configuration", "attributegen", "native");

    public Option<string?> Conditions { get; } =
        Choice("--conditions", "What conditions ask; overrides the configuration", "route", "request");

    public Option<string?> AttachTo { get; } =
        Choice("--attach-to", "What the WasmPlugins of a waypoint target; overrides the configuration", "service", "waypoint");

    public static Option<string?> ConfigOption() => new("--config", "-c")
    {
        Description = "Configuration file (kind: RouteMetricsConfig); the defaults hold without one",
        HelpName = "FILE",
    };

    public static Option<string?> Choice(string name, string description, params string[] values) =>
        OneOf(new Option<string?>(name) { Description = description }, values);

    public static Option<string> Output(params string[] formats) => OneOf(
        new Option<string>("--output", "-o") { Description = "Format of the output", DefaultValueFactory = _ => formats[0] }, formats);

    public static Option<bool> StrictOption() => new("--strict") { Description = "Exit with 1 when a finding is a denial" };

    public void AddTo(Command command)
    {
        Files.Validators.Add(static result =>
        {
            // Several files may follow one -f, which must not swallow a misspelt option.
            foreach (var token in result.Tokens.Where(static token => token.Value is ['-', _, ..]))
            {
                result.AddError($"Unrecognized command or argument '{token.Value}'.");
            }
        });
        command.AddAll(Files, Config, Engine, Conditions, AttachTo);
    }

    private static Option<T> OneOf<T>(Option<T> option, string[] values)
    {
        option.HelpName = string.Join('|', values);
        option.CompletionSources.Add(values);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && !values.Contains(given, StringComparer.Ordinal))
            {
                result.AddError($"{option.Name} {given} is not known; it is one of {string.Join(", ", values)}.");
            }
        });
        return option;
    }
}
