using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Configuration;

/// <summary>A value of the configuration file. A value of the wrong type is a fault and reads as null, as an explicit null does.</summary>
internal sealed class SettingValue(YamlNode node, string path, SettingsReader reader)
{
    public bool IsNull => node is YamlText text && YamlScalar.Of(text) is YamlScalar.Null;

    public string? AsText()
    {
        if (IsNull)
        {
            return null;
        }

        if (node is not YamlText text)
        {
            reader.Fault(node, path, null, "must be text");
            return null;
        }

        if (YamlScalar.Of(text) is YamlScalar.Text(var value))
        {
            return value;
        }

        reader.Fault(node, path, text.Text, "must be text; put it in quotes");
        return null;
    }

    public IReadOnlyList<string>? AsTexts()
    {
        if (IsNull)
        {
            return null;
        }

        if (node is not YamlList list)
        {
            reader.Fault(node, path, (node as YamlText)?.Text, "must be a list");
            return null;
        }

        return [.. list.Items.Select((item, index) => reader.At(item, $"{path}[{index}]").AsItem()).OfType<string>()];
    }

    /// <summary>A whole number within the bounds, both included.</summary>
    public int? AsNumber(int least, int most)
    {
        if (IsNull)
        {
            return null;
        }

        if (node is YamlText text && YamlScalar.Of(text) is YamlScalar.Integer(var value) && value >= least && value <= most)
        {
            return (int)value;
        }

        reader.Fault(node, path, (node as YamlText)?.Text, $"must be a whole number from {least} to {most}");
        return null;
    }

    /// <summary>The fields of a map, whatever their names; null ones are left out.</summary>
    public IEnumerable<KeyValuePair<string, SettingValue>> AsEntries() => AsFields(null);

    /// <summary>One of a few words. Read as written: YAML 1.1 takes a plain <c>off</c> for false.</summary>
    public T? AsChoice<T>()
        where T : struct, Enum
    {
        if (IsNull)
        {
            return null;
        }

        var written = (node as YamlText)?.Text;
        var choice = written is null ? null : Choices.Parse<T>(written);
        if (choice is null)
        {
            reader.Fault(node, path, written, $"must be one of {string.Join(", ", Choices.Of<T>())}");
        }

        return choice;
    }

    /// <summary>The fields of a map, all of which must be <paramref name="known"/> (null: any); null ones are left out.</summary>
    public IEnumerable<KeyValuePair<string, SettingValue>> AsFields(IReadOnlyList<string>? known)
    {
        if (IsNull)
        {
            return [];
        }

        if (node is YamlMap map)
        {
            return Fields(map, known);
        }

        reader.Fault(node, path, (node as YamlText)?.Text, "must be a map");
        return [];
    }

    private List<KeyValuePair<string, SettingValue>> Fields(YamlMap map, IReadOnlyList<string>? known)
    {
        var fields = new List<KeyValuePair<string, SettingValue>>();
        foreach (var field in reader.FieldsOf(map))
        {
            var child = path.Length == 0 ? field.Key : $"{path}.{field.Key}";
            var value = reader.At(field.Value, child);
            if (known?.Contains(field.Key, StringComparer.Ordinal) == false)
            {
                var suggestion = Suggestion.For(field.Key, known);
                reader.Fault(
                    field.Line,
                    child,
                    null,
                    suggestion.Length > 0 ? $"is unknown{suggestion}" : $"is unknown; known here: {string.Join(", ", known)}");
            }
            else if (!value.IsNull)
            {
                fields.Add(new(field.Key, value));
            }
        }

        return fields;
    }

    private string? AsItem()
    {
        if (IsNull)
        {
            reader.Fault(node, path, null, "must not be empty; remove it");
        }

        return AsText();
    }
}
