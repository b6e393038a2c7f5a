using FluentValidation;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Configuration;

/// <summary>The configuration read, or every fault in it (with line numbers); exactly one of the two is there.</summary>
public sealed record ConfigurationFile(RouteMetricsSettings? Settings, IReadOnlyList<string> Faults)
{
    public const string ApiVersion = "routemetrics.io/v1alpha1";

    public const string Kind = "RouteMetricsConfig";

    /// <summary>
    /// Parses YAML text of <c>kind: RouteMetricsConfig</c>; faults start with <paramref name="name"/>: <c>name:line: …</c>.
    /// Fields that are
    /// absent or null have their defaults; an empty text is a fault.
    /// </summary>
    public static ConfigurationFile Parse(string name, string text) => Parse(name, text, RouteMetricsSettings.Default);

    /// <summary>As above, with other defaults.</summary>
    public static ConfigurationFile Parse(string name, string text, RouteMetricsSettings defaults)
    {
        try
        {
            var documents = YamlTreeReader.Read(text).ToList();
            return documents switch
            {
                // A truncated file must not be taken for the defaults: it would turn audit into enforce.
                [] => Faulty([$"{name}:1: apiVersion: is missing; write {ApiVersion}, and kind: {Kind}"]),
                [var only] => Read(name, only, defaults),
                [_, var second, ..] => Faulty([$"{name}:{second.Root.Line}: one document is enough; remove the others"]),
            };
        }
        catch (YamlFaultException fault)
        {
            return Faulty([$"{name}:{fault.Line}: {fault.Message}"]);
        }
    }

    /// <summary>The effective configuration as YAML that <see cref="Parse"/> reads back to equal settings.</summary>
    public static string Print(RouteMetricsSettings settings) => SettingsText.Print(settings);

    private static ConfigurationFile Read(string name, YamlDocument document, RouteMetricsSettings defaults)
    {
        var reader = new SettingsReader(document);
        var settings = reader.Read(defaults);
        var wrong = new SettingsValidator().Validate(settings).Errors.Select(error =>
            new SettingFault(reader.LineOf(error.PropertyName), error.PropertyName, error.AttemptedValue as string, error.ErrorMessage));
        var faults = reader.Faults.Concat(wrong).OrderBy(fault => fault.Line).Select(fault => fault.In(name)).ToList();
        return faults.Count == 0 ? new ConfigurationFile(settings, []) : Faulty(faults);
    }

    private static ConfigurationFile Faulty(IReadOnlyList<string> faults) => new(null, faults);
}
