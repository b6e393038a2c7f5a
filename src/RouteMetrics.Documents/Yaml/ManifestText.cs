using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using YamlDotNet.Core.Events;

namespace RouteMetrics.Documents.Yaml;

/// <summary>Spellings of manifests. Byte-stable: the same manifests give the same bytes, with <c>\n</c> line ends.</summary>
public static class ManifestText
{
    // Conditions are full of ' and &, which are as valid in JSON as their escapes; the output is no HTML.
    private static readonly JsonWriterOptions Readable =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>YAML documents separated by <c>---</c>, readable by YAML 1.1 and 1.2 readers alike (kubectl's included).</summary>
    public static string Yaml(IReadOnlyList<Manifest> manifests) => YamlSpelling.Print(emitter =>
    {
        foreach (var manifest in manifests)
        {
            emitter.Emit(new DocumentStart());
            ManifestYaml.Emit(emitter, manifest.Body);
            emitter.Emit(new DocumentEnd(isImplicit: true));
        }
    });

    /// <summary>An indented JSON array.</summary>
    public static string Json(IReadOnlyList<Manifest> manifests)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartArray();
            foreach (var manifest in manifests)
            {
                Write(json, manifest.Body);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan) + "\n";
    }

    /// <summary>One object as compact UTF-8 JSON, for server-side apply.</summary>
    public static void WriteJson(IBufferWriter<byte> output, Manifest manifest)
    {
        using var json = new Utf8JsonWriter(output, Compact);
        Write(json, manifest.Body);
    }

    private static void Write(Utf8JsonWriter json, ManifestValue value)
    {
        switch (value)
        {
            case ManifestValue.Text(var text):
                json.WriteStringValue(text);
                break;
            case ManifestValue.Number(var number):
                json.WriteNumberValue(number);
                break;
            case ManifestValue.Flag(var flag):
                json.WriteBooleanValue(flag);
                break;
            case ManifestValue.List(var items):
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case ManifestValue.Map(var entries):
                json.WriteStartObject();
                foreach (var (key, entry) in entries)
                {
                    json.WritePropertyName(key);
                    Write(json, entry);
                }

                json.WriteEndObject();
                break;
        }
    }
}
