using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Configuration;

/// <summary>Reads the document of a configuration: the settings, the faults in its shape, and the line of each path.</summary>
internal sealed class SettingsReader(YamlDocument document)
{
    private readonly List<SettingFault> faults = [];
    private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);
    private readonly YamlBudget budget = new(document);
    private bool hasKind;

    public IReadOnlyList<SettingFault> Faults => faults;

    /// <summary>The settings; what is faulty has its default.</summary>
    public RouteMetricsSettings Read(RouteMetricsSettings defaults)
    {
        var root = At(document.Root, "");
        var fields = root.AsFields(["apiVersion", "kind", "spec", "metadata"]).ToDictionary(StringComparer.Ordinal);
        if (document.Root is YamlMap || faults.Count == 0)
        {
            Expect(fields, "apiVersion", ConfigurationFile.ApiVersion);
            Expect(fields, "kind", ConfigurationFile.Kind);
        }

        return fields.TryGetValue("spec", out var spec) ? WithKind(Read(defaults, spec, "")) : defaults;
    }

    public int LineOf(string path) => lines.GetValueOrDefault(path, document.Root.Line);

    public SettingValue At(YamlNode node, string path)
    {
        lines[path] = node.Line;
        return new SettingValue(node, path, this);
    }

    public List<YamlField> FieldsOf(YamlMap map)
    {
        budget.Spend(map);
        return YamlFields.Of(map, budget);
    }

    public void Fault(YamlNode node, string path, string? value, string reason) => Fault(node.Line, path, value, reason);

    public void Fault(int line, string path, string? value, string reason) => faults.Add(new SettingFault(line, path, value, reason));

    private RouteMetricsSettings Read(RouteMetricsSettings settings, SettingValue section, string prefix)
    {
        var below = Setting.All.Where(setting => setting.Path.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var keys = below.Select(setting => setting.Path[prefix.Length..].Split('.')[0]).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (key, value) in section.AsFields(keys))
        {
            var path = prefix + key;
            hasKind |= path == Setting.ModuleKind;
            settings = below.Find(setting => setting.Path == path) is { } setting
                ? setting.Read(settings, value)
                : Read(settings, value, path + ".");
        }

        return settings;
    }

    // Who mirrored attributegen when there was no other module need not write the kind that it is.
    private RouteMetricsSettings WithKind(RouteMetricsSettings settings) =>
        hasKind || settings.Module is { Url: "", Sha256: "" }
            ? settings
            : settings with { Module = settings.Module with { Kind = ModuleKind.Attributegen } };

    private void Expect(Dictionary<string, SettingValue> fields, string key, string expected)
    {
        if (!fields.TryGetValue(key, out var value))
        {
            Fault(document.Root, key, null, $"is missing; write {key}: {expected}");
        }
        else if (value.AsText() is { } text && text != expected)
        {
            Fault(LineOf(key), key, text, $"must be {expected}");
        }
    }
}
