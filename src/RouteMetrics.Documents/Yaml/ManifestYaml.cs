using RouteMetrics.Core.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RouteMetrics.Documents.Yaml;

/// <summary>A manifest's tree as YAML events, in block style.</summary>
internal static class ManifestYaml
{
    public static void Emit(Emitter emitter, ManifestValue value)
    {
        switch (value)
        {
            case ManifestValue.Text(var text):
                emitter.Emit(YamlSpelling.Of(text));
                break;
            case ManifestValue.Number(var number):
                emitter.Emit(YamlSpelling.Of(number));
                break;
            case ManifestValue.Flag(var flag):
                emitter.Emit(YamlSpelling.Of(flag));
                break;
            case ManifestValue.List(var items):
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
                foreach (var item in items)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case ManifestValue.Map(var entries):
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
                foreach (var (key, entry) in entries)
                {
                    emitter.Emit(YamlSpelling.Of(key));
                    Emit(emitter, entry);
                }

                emitter.Emit(new MappingEnd());
                break;
        }
    }
}
