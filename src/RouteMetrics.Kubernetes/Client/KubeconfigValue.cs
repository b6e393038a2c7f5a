using System.Text.Json.Nodes;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// A value of a kubeconfig file at its path. What is not of the asked type is a fault and reads as absent; so does null. Unknown fields are
/// let alone, as kubectl does.
/// </summary>
internal sealed class KubeconfigValue
{
    private readonly YamlNode node;
    private readonly YamlBudget budget;
    private readonly List<string> faults;
    private Dictionary<string, KubeconfigValue>? fields;

    private KubeconfigValue(YamlNode node, string file, string path, YamlBudget budget, List<string> faults)
    {
        this.node = node;
        this.budget = budget;
        this.faults = faults;
        File = file;
        Path = path;
    }

    public string File { get; }

    public string Path { get; }

    private bool IsNull => node is YamlText text && YamlScalar.Of(text) is YamlScalar.Null;

    public static KubeconfigValue Root(YamlDocument document, string file, List<string> faults) =>
        new(document.Root, file, "", new YamlBudget(document), faults);

    /// <summary>A field of this map; null if absent.</summary>
    public KubeconfigValue? this[string name] => Fields().GetValueOrDefault(name) is { IsNull: false } value ? value : null;

    /// <summary>The text of a field; null if absent or empty, which to kubectl is the same.</summary>
    public string? Text(string name) => this[name]?.AsText() is { Length: > 0 } text ? text : null;

    /// <summary>As <see cref="Text"/>, a fault if there is none.</summary>
    public string? RequiredText(string name)
    {
        var text = Text(name);
        if (text is null && (this[name] is not { } value || value.IsEmptyText))
        {
            Fault($"{name}: is missing");
        }

        return text;
    }

    public bool Flag(string name)
    {
        if (this[name] is not { } value)
        {
            return false;
        }

        if (value.node is YamlText text && YamlScalar.Of(text) is YamlScalar.Flag(var flag))
        {
            return flag;
        }

        value.Fault("must be true or false");
        return false;
    }

    /// <summary>The bytes of a field in base64; null if absent.</summary>
    public byte[]? Bytes(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            this[name]?.Fault("is no base64");
            return null;
        }
    }

    /// <summary>The path of a file in a field; relative ones start at the folder of the kubeconfig.</summary>
    public string? FilePath(string name) =>
        Text(name) is { } path
            ? System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File)) ?? "/")
            : null;

    public IReadOnlyList<KubeconfigValue> Items(string name)
    {
        if (this[name] is not { } value)
        {
            return [];
        }

        if (value.node is YamlList list)
        {
            return [.. list.Items.Select((item, index) => value.Child(item, $"{value.Path}[{index}]"))];
        }

        value.Fault("must be a list");
        return [];
    }

    /// <summary>Of these fields at most one may be there.</summary>
    public void OnlyOneOf(params ReadOnlySpan<string> names)
    {
        string? first = null;
        foreach (var name in names)
        {
            if (this[name] is { } value)
            {
                first ??= name;
                if (name != first)
                {
                    value.Fault($"{first} is there too; remove one of the two");
                }
            }
        }
    }

    public string? AsText()
    {
        if (node is YamlText text && YamlScalar.Of(text) is YamlScalar.Text(var value))
        {
            return value;
        }

        Fault(node is YamlText ? "must be text; put it in quotes" : "must be text");
        return null;
    }

    public JsonNode? AsJson() => JsonNode.Parse(YamlJson.From(new YamlDocument(node, 0)).Utf8);

    /// <summary>Never with the value itself, which may be a secret.</summary>
    public void Fault(string reason) => faults.Add($"{File}:{node.Line}: {(Path.Length == 0 ? "" : $"{Path}: ")}{reason}");

    private bool IsEmptyText => node is YamlText { Text.Length: 0 };

    private Dictionary<string, KubeconfigValue> Fields()
    {
        if (fields is not null)
        {
            return fields;
        }

        fields = new(StringComparer.Ordinal);
        if (node is not YamlMap map)
        {
            Fault("must be a map");
            return fields;
        }

        budget.Spend(map);
        foreach (var field in YamlFields.Of(map, budget))
        {
            fields[field.Key] = Child(field.Value, Path.Length == 0 ? field.Key : $"{Path}.{field.Key}");
        }

        return fields;
    }

    private KubeconfigValue Child(YamlNode child, string path) => new(child, File, path, budget, faults);
}
