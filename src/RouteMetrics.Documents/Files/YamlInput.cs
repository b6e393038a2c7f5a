using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Files;

/// <summary>A file of YAML documents. One that JSON cannot say does not keep the others from being read; a syntax error does.</summary>
internal static class YamlInput
{
    public static void Read(string name, InputText text, ObjectCollector objects)
    {
        try
        {
            // All before the first is taken: what was tried as JSON and is no YAML either is then reported as JSON, once.
            foreach (var document in YamlTreeReader.Read(text.AsString()).ToList())
            {
                Add(name, document, objects);
            }
        }
        catch (YamlFaultException fault)
        {
            throw new InputFaultException(fault.Line, fault.Message);
        }
    }

    private static void Add(string name, YamlDocument document, ObjectCollector objects)
    {
        try
        {
            if (OtherKindOf(document.Root, objects) is { } kind)
            {
                objects.AddSkipped(kind);
                return;
            }

            var json = YamlJson.From(document);
            objects.AddAll(new(name, json.Memory, json.LineAt));
        }
        catch (YamlFaultException fault)
        {
            objects.AddError($"{name}:{fault.Line}: {fault.Message}");
        }
    }

    // Spares the schemas of CRDs and the like the way through JSON, and their values a judgement.
    private static string? OtherKindOf(YamlNode root, ObjectCollector objects) =>
        root is YamlMap map && TextOf(map, "kind") is { } kind && !objects.AreRead(kind, TextOf(map, "apiVersion")) ? kind : null;

    private static string? TextOf(YamlMap map, string field) => map.Entries
        .Where(entry => entry.Key is YamlText { Text: var key } && key == field)
        .Select(static entry => entry.Value is YamlText value && YamlScalar.Of(value) is YamlScalar.Text(var text) ? text : null)
        .FirstOrDefault();
}
