using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Options by the kind of their value.</summary>
internal static class OptionOf
{
    public static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    public static Option<int> Port(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "PORT", DefaultValueFactory = _ => standard };
        option.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is var number && number is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            {
                result.AddError($"{result.Option.Name} {number} is not a port; it is a number from 0 to 65535.");
            }
        });
        return option;
    }

    /// <summary>Null means the default, which only the description shows.</summary>
    public static Option<TimeSpan?> Duration(string name, string description, string standard, Func<ArgumentResult, TimeSpan?> parse) =>
        new(name) { Description = $"{description} [default: {standard}]", HelpName = "DURATION", CustomParser = parse };

    public static void AddAll(this Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }
}
