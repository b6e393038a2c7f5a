using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Cluster.Configuration;

/// <summary>The setting <c>policy</c>: a severity for each code that is not to have its default.</summary>
internal static class PolicySetting
{
    public static readonly Setting Severities =
        new("policy", "Severities other than the default of their code: RMW001: deny, warn or off.", Show, (settings, value) => Read(settings, value));

    private static ManifestValue.Map Show(RouteMetricsSettings settings) => new(
        [.. settings.Severities.OrderBy(entry => entry.Key)
            .Select(entry => KeyValuePair.Create(entry.Key.ToString(), (ManifestValue)Choices.Spell(entry.Value)))]);

    private static RouteMetricsSettings Read(RouteMetricsSettings settings, SettingValue value)
    {
        var severities = new Dictionary<FindingCode, Severity>();
        foreach (var entry in value.AsFields([.. Enum.GetNames<FindingCode>()]))
        {
            if (entry.Value.AsChoice<Severity>() is { } severity)
            {
                severities[Enum.Parse<FindingCode>(entry.Key)] = severity;
            }
        }

        return settings with { Severities = severities };
    }
}
