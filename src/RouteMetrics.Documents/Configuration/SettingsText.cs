using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RouteMetrics.Documents.Configuration;

/// <summary>The configuration as YAML, with what each setting means.</summary>
internal static class SettingsText
{
    public static string Print(RouteMetricsSettings settings) => YamlSpelling.Print(emitter =>
    {
        emitter.Emit(new DocumentStart());
        emitter.Emit(new MappingStart());
        EmitField(emitter, "apiVersion", ConfigurationFile.ApiVersion);
        EmitField(emitter, "kind", ConfigurationFile.Kind);
        emitter.Emit(YamlSpelling.Of("spec"));
        EmitSection(emitter, [.. Setting.All], "", settings);
        emitter.Emit(new MappingEnd());
        emitter.Emit(new DocumentEnd(isImplicit: true));
    });

    private static void EmitSection(Emitter emitter, IReadOnlyList<Setting> section, string prefix, RouteMetricsSettings settings)
    {
        emitter.Emit(new MappingStart());
        foreach (var group in section.GroupBy(setting => setting.Path[prefix.Length..].Split('.')[0], StringComparer.Ordinal))
        {
            var setting = group.First();
            var isSection = setting.Path != prefix + group.Key;
            if (!isSection && setting.Comment.Length > 0)
            {
                emitter.Emit(new Comment(setting.Comment, isInline: false));
            }

            emitter.Emit(YamlSpelling.Of(group.Key));
            if (isSection)
            {
                EmitSection(emitter, [.. group], $"{prefix}{group.Key}.", settings);
            }
            else
            {
                ManifestYaml.Emit(emitter, setting.Show(settings));
            }
        }

        emitter.Emit(new MappingEnd());
    }

    private static void EmitField(Emitter emitter, string key, string value)
    {
        emitter.Emit(YamlSpelling.Of(key));
        emitter.Emit(YamlSpelling.Of(value));
    }
}
