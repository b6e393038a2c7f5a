using System.Buffers;
using System.Text.Json;

namespace RouteMetrics.Documents.Yaml;

/// <summary>
/// A YAML document as the JSON that kubectl would send for it, so that the JSON readers read YAML too, and where in it each line of the
/// document starts.
/// </summary>
internal sealed class YamlJson
{
    private readonly ArrayBufferWriter<byte> output = new();
    private readonly List<(long Offset, int Line)> starts = [];
    private readonly YamlBudget budget;

    private YamlJson(YamlDocument document) => budget = new(document);

    public ReadOnlyMemory<byte> Memory => output.WrittenMemory;

    public ReadOnlySpan<byte> Utf8 => output.WrittenSpan;

    /// <summary>Throws <see cref="YamlFaultException"/> for what JSON cannot say and for keys given twice.</summary>
    public static YamlJson From(YamlDocument document)
    {
        var result = new YamlJson(document);
        var options = new JsonWriterOptions { SkipValidation = true, MaxDepth = YamlTreeReader.MaxDepth + 1 };
        using var json = new Utf8JsonWriter(result.output, options);
        result.Write(json, document.Root, 0);
        return result;
    }

    /// <summary>The line of the YAML that the JSON at an offset comes from.</summary>
    public int LineAt(long offset)
    {
        var at = starts.BinarySearch((offset, int.MaxValue));
        return starts[at >= 0 ? at : ~at - 1].Line;
    }

    private void Write(Utf8JsonWriter json, YamlNode node, int depth)
    {
        // A comma may yet come before the value, so its own offset is this or one more; the next value's is more still.
        starts.Add((json.BytesCommitted + json.BytesPending, node.Line));
        budget.Spend(node);
        if (depth > YamlTreeReader.MaxDepth)
        {
            throw new YamlFaultException(node.Line, $"nests more than {YamlTreeReader.MaxDepth} levels deep");
        }

        switch (node)
        {
            case YamlText text:
                Write(json, text);
                break;
            case YamlList list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(json, item, depth + 1);
                }

                json.WriteEndArray();
                break;
            case YamlMap map:
                json.WriteStartObject();
                foreach (var field in YamlFields.Of(map, budget))
                {
                    json.WritePropertyName(field.Key);
                    Write(json, field.Value, depth + 1);
                }

                json.WriteEndObject();
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, YamlText node)
    {
        switch (YamlScalar.Of(node))
        {
            case YamlScalar.Text(var text):
                json.WriteStringValue(text);
                break;
            case YamlScalar.Flag(var flag):
                json.WriteBooleanValue(flag);
                break;
            case YamlScalar.Integer(var integer) when integer < 0:
                json.WriteNumberValue((long)integer);
                break;
            case YamlScalar.Integer(var integer):
                json.WriteNumberValue((ulong)integer);
                break;
            case YamlScalar.Real(var real) when double.IsFinite(real):
                json.WriteNumberValue(real);
                break;
            case YamlScalar.Real:
                throw new YamlFaultException(node.Line, $"{node.Text} is no JSON number; put it in quotes if it is text");
            case YamlScalar.Null:
                json.WriteNullValue();
                break;
        }
    }
}
