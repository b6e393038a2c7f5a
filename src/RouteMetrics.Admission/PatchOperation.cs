using System.Text.Json;

namespace RouteMetrics.Admission;

/// <summary>One operation of an RFC 6902 JSON Patch; <paramref name="Path"/> is an RFC 6901 pointer.</summary>
public abstract record PatchOperation(string Path)
{
    /// <summary>Adds one member; its parent has to exist.</summary>
    public sealed record Add(string Path, string Value) : PatchOperation(Path);

    /// <summary>Adds a map of one or more entries, in place of whatever (such as null) is there.</summary>
    public sealed record AddMap(string Path, IReadOnlyList<KeyValuePair<string, string>> Entries) : PatchOperation(Path);

    /// <summary>Replaces one member that exists.</summary>
    public sealed record Replace(string Path, string Value) : PatchOperation(Path);

    /// <summary>Removes one member that exists.</summary>
    public sealed record Remove(string Path) : PatchOperation(Path);

    /// <summary>A key as a segment of a pointer: <c>istio.io/x</c> becomes <c>istio.io~1x</c> (RFC 6901, section 3).</summary>
    public static string Escape(string key) =>
        key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("op"u8, this is Remove ? "remove"u8 : this is Replace ? "replace"u8 : "add"u8);
        json.WriteString("path"u8, Path);
        WriteValue(json);
        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json)
    {
        switch (this)
        {
            case Add(_, var value):
                json.WritePropertyName("value"u8);
                QuotedText.WriteTo(json, value);
                break;
            case Replace(_, var value):
                json.WritePropertyName("value"u8);
                QuotedText.WriteTo(json, value);
                break;
            case AddMap(_, var entries):
                json.WriteStartObject("value"u8);
                foreach (var (key, value) in entries)
                {
                    json.WritePropertyName(key);
                    QuotedText.WriteTo(json, value);
                }

                json.WriteEndObject();
                break;
        }
    }
}
