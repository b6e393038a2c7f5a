using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>What is read of <c>metadata</c>: <see cref="Texts"/> are the labels or the annotations, as the kind needs.</summary>
internal sealed record ObjectMetadata(
    string Name, string Namespace, DateTimeOffset? CreationTimestamp, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>What a patch of the object has to know.</summary>
    public MetadataOutline Outline { get; private init; }

    /// <summary>Those of this project, where both they and the labels are asked for.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; private init; } = ReadOnlyDictionary<string, string>.Empty;

    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    private static readonly ObjectMetadata Nothing = new("", "default", null, ReadOnlyDictionary<string, string>.Empty);

    private static ReadOnlySpan<byte> Ours => "routemetrics.io/"u8;

    /// <summary>With all labels.</summary>
    public static ObjectMetadata WithLabels(ref ObjectReader reader) => Read(ref reader, "labels"u8, []);

    /// <summary>With the annotations of this project.</summary>
    public static ObjectMetadata WithAnnotations(ref ObjectReader reader) => Read(ref reader, "annotations"u8, Ours);

    /// <summary>With both.</summary>
    public static ObjectMetadata WithLabelsAndAnnotations(ref ObjectReader reader) =>
        Read(ref reader, "labels"u8, [], withAnnotations: true);

    /// <summary>What stands for metadata that never came.</summary>
    public static ObjectMetadata Missing(ref ObjectReader reader, long offset)
    {
        reader.Missing(offset, "metadata");
        return Nothing;
    }

    /// <summary>False for a <c>generateName</c> alone, which makes another object at each creation.</summary>
    public static bool IsNamed(Utf8JsonReader json) =>
        json.MoveTo("metadata"u8) && json.TokenType == JsonTokenType.StartObject
        && json.MoveTo("name"u8) && json.TokenType != JsonTokenType.Null;

    /// <summary>Namespace and name, as far as they can be read; an object without a namespace is in <c>default</c>.</summary>
    public static NamespacedName KeyOf(Utf8JsonReader json)
    {
        if (!json.MoveTo("metadata"u8) || json.TokenType != JsonTokenType.StartObject)
        {
            return new(Nothing.Namespace, "");
        }

        return new(TextAt(json, "namespace"u8) ?? Nothing.Namespace, TextAt(json, "name"u8) ?? "");
    }

    private static string? TextAt(Utf8JsonReader json, ReadOnlySpan<byte> field) =>
        json.MoveTo(field) && json.TokenType == JsonTokenType.String ? json.GetString() : null;

    private static ObjectMetadata Read(
        ref ObjectReader reader, ReadOnlySpan<byte> textsField, ReadOnlySpan<byte> prefix, bool withAnnotations = false)
    {
        var offset = reader.Offset;
        if (!reader.BeginRequiredObject())
        {
            return Nothing;
        }

        string? name = null, generateName = null, @namespace = null;
        DateTimeOffset? created = null;
        IReadOnlyDictionary<string, string>? texts = null, annotations = null;
        var outline = new MetadataOutline { IsPresent = true };
        while (reader.NextField())
        {
            outline = outline.With(reader);
            if (reader.Is("name"u8))
            {
                name = reader.IsNull ? null : reader.RequiredText();
            }
            else if (reader.Is("namespace"u8))
            {
                @namespace = reader.Text();
            }
            else if (reader.Is("creationTimestamp"u8))
            {
                created = Time(ref reader);
            }
            else if (reader.Is("generateName"u8))
            {
                generateName = reader.Text();
            }
            else if (reader.Is(textsField))
            {
                texts = TextsOf(ref reader, prefix, ref outline);
            }
            else if (withAnnotations && reader.Is("annotations"u8))
            {
                annotations = TextsOf(ref reader, Ours, ref outline);
            }
            else
            {
                reader.Skip();
            }
        }

        return new(
            name ?? generateName ?? reader.Missing(offset, "name"),
            string.IsNullOrEmpty(@namespace) ? Nothing.Namespace : @namespace,
            created,
            texts ?? Nothing.Texts)
        {
            Outline = outline with { HasName = !string.IsNullOrEmpty(name) },
            Annotations = annotations ?? Nothing.Texts,
        };
    }

    private static Dictionary<string, string>? TextsOf(ref ObjectReader reader, ReadOnlySpan<byte> prefix, ref MetadataOutline outline)
    {
        if (!reader.BeginObject())
        {
            return null;
        }

        Dictionary<string, string>? texts = null;
        while (reader.NextField())
        {
            if (!reader.FieldStartsWith(prefix))
            {
                outline = outline.WithText(reader.FieldLength, reader.TextLength);
                reader.Skip();
                continue;
            }

            var name = reader.FieldName();
            if (reader.Text() is { } text)
            {
                (texts ??= new(StringComparer.Ordinal))[name] = text;
                outline = outline.WithText(Encoding.UTF8.GetByteCount(name), Encoding.UTF8.GetByteCount(text));
            }
        }

        return texts;
    }

    // metav1.Time is read by Go's time.RFC3339, which wants seconds and an offset.
    private static DateTimeOffset? Time(ref ObjectReader reader)
    {
        // As the API server writes it. Of the rest, the JSON reader takes more than Go, and less.
        if (reader.TextLength == "2026-01-31T12:00:00Z".Length && reader.Here is var json && json.ValueSpan[^1] == (byte)'Z'
            && json.TryGetDateTimeOffset(out var written))
        {
            return written;
        }

        if (reader.Text() is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        reader.Fault("must be a time as of RFC 3339, such as 2026-01-31T12:00:00Z");
        return null;
    }
}
