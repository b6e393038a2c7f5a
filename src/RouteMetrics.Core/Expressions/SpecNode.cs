using System.Runtime.InteropServices;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Expressions;

/// <summary>A value of an object and its path in the user's YAML; <paramref name="Value"/> is null if there is nothing.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SpecNode(ManifestValue? Value, string Path)
{
    private const int LongestShown = 64;

    public bool IsPresent => Value is not null;

    public bool IsMap => Value is ManifestValue.Map;

    /// <summary>Null if it is no string.</summary>
    public string? Text => (Value as ManifestValue.Text)?.Value;

    /// <summary>As messages show it.</summary>
    public string Shown => Value switch
    {
        null => "nothing",
        ManifestValue.Text(var text) => text,
        ManifestValue.Number(var number) => FormattableString.Invariant($"{number}"),
        ManifestValue.Flag(var flag) => flag ? "true" : "false",
        ManifestValue.List => "[…]",
        _ => "{…}",
    };

    /// <summary>Of several fields of one name the last one is meant.</summary>
    public SpecNode this[string field] =>
        new((Value as ManifestValue.Map)?.Entries.LastOrDefault(entry => entry.Key == field).Value, At(field));

    public IEnumerable<(string Name, SpecNode Node)> Fields => Value is ManifestValue.Map map ? map.Entries.Select(InThis) : [];

    /// <summary>The items of a list; none of anything else.</summary>
    public IReadOnlyList<SpecNode> Items
    {
        get
        {
            var path = Path;
            return Value is ManifestValue.List list ? [.. list.Items.Select((item, i) => new SpecNode(item, $"{path}[{i}]"))] : [];
        }
    }

    private (string Name, SpecNode Node) InThis(KeyValuePair<string, ManifestValue> entry) => (entry.Key, new(entry.Value, At(entry.Key)));

    // A key that is not a word, such as a label name with a dot, goes in brackets; an absurdly long one is cut.
    private string At(string field) =>
        field.Length > LongestShown ? $"{Path}['{field.AsSpan(0, LongestShown)}…']"
        : field.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-') ? $"{Path}.{field}"
        : $"{Path}['{field}']";
}
