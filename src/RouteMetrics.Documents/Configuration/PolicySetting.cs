using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Documents.Configuration;

/// <summary>The settings below <c>policy</c>: where the pages are, and the severity of each code.</summary>
internal static class PolicySetting
{
    public static IEnumerable<Setting> Severities => Enum.GetValues<FindingCode>().Select(SeverityOf);

    private static Setting SeverityOf(FindingCode code) => new(
        $"policy.{code}",
        $"{FindingDocumentation.TitleOf(code)}: deny, warn or off.",
        settings => Choices.Spell(FindingSeverity.Of(code, settings.Severities)),
        (settings, value) => value.AsChoice<Severity>() is { } severity ? With(settings, code, severity) : settings);

    // What has its default is left out, so that what is printed reads back to equal settings.
    private static RouteMetricsSettings With(RouteMetricsSettings settings, FindingCode code, Severity severity)
    {
        var severities = settings.Severities.ToDictionary();
        if (severity == FindingSeverity.DefaultOf(code))
        {
            severities.Remove(code);
        }
        else
        {
            severities[code] = severity;
        }

        return settings with { Severities = severities };
    }
}
