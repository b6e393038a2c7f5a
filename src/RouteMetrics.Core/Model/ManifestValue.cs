namespace RouteMetrics.Core.Model;

/// <summary>A YAML/JSON tree with ordered keys: what a manifest is made of before it has a spelling.</summary>
public abstract record ManifestValue
{
    private ManifestValue()
    {
    }

    public sealed record Text(string Value) : ManifestValue;

    public sealed record Number(long Value) : ManifestValue;

    public sealed record Flag(bool Value) : ManifestValue;

    public sealed record List(IReadOnlyList<ManifestValue> Items) : ManifestValue;

    public sealed record Map(IReadOnlyList<KeyValuePair<string, ManifestValue>> Entries) : ManifestValue;

    public static implicit operator ManifestValue(string value) => new Text(value);

    public static implicit operator ManifestValue(long value) => new Number(value);

    public static Map MapOf(params ReadOnlySpan<(string Key, ManifestValue Value)> entries)
    {
        var list = new List<KeyValuePair<string, ManifestValue>>(entries.Length);
        foreach (var (key, value) in entries)
        {
            list.Add(new(key, value));
        }

        return new Map(list);
    }

    public static List ListOf(params ReadOnlySpan<ManifestValue> items) => new List(items.ToArray());
}
