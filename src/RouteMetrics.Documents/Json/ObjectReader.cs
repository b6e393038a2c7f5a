using System.Buffers;
using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Json;

/// <summary>
/// One forward pass over an API object. Every read takes the current value and leaves the reader on its last token. JSON null is an absent
/// field, as for the API server, which prunes nulls before it fills in defaults. A value of the wrong type becomes a fault, whose path is
/// found at the end (<see cref="FaultPath"/>), so that a valid object does not pay for it.
/// </summary>
internal ref struct ObjectReader(Utf8JsonReader reader)
{
    /// <summary>More than any client shows; bounds the cost of an object full of faults.</summary>
    public const int MaxFaults = 100;

    private readonly Utf8JsonReader start = reader;
    private Utf8JsonReader json = reader;
    private ReadOnlySpan<byte> field;
    private List<LocatedFault>? faults;

    public delegate T? ValueReader<out T>(ref ObjectReader reader)
        where T : class;

    /// <summary>Where the current value starts.</summary>
    public readonly long Offset => json.TokenStartIndex;

    /// <summary>A reader that stands on the current value.</summary>
    public readonly Utf8JsonReader Here => json;

    public readonly bool IsNull => json.TokenType == JsonTokenType.Null;

    public readonly bool IsObject => json.TokenType == JsonTokenType.StartObject;

    /// <summary>Bytes of the current field's name.</summary>
    public readonly int FieldLength => this.field.Length;

    /// <summary>Bytes of the current value as it is written, if it is a string; else 0.</summary>
    public readonly int TextLength => json.TokenType == JsonTokenType.String ? json.ValueSpan.Length : 0;

    private readonly bool IsFull => faults?.Count >= MaxFaults;

    /// <summary>Moves the caller's reader here and hands over the faults, in document order.</summary>
    public readonly void Finish(ref Utf8JsonReader reader, List<ReadFault> found)
    {
        reader = json;
        if (faults is not null)
        {
            FaultPath.Resolve(start, faults, found);
        }
    }

    public bool BeginObject() => Begin(JsonTokenType.StartObject, "must be an object");

    /// <summary>As <see cref="BeginObject"/>, where null is a fault too.</summary>
    public bool BeginRequiredObject()
    {
        Require();
        return BeginObject();
    }

    public bool BeginList() => Begin(JsonTokenType.StartArray, "must be a list");

    /// <summary>Moves to the value of the object's next field, whose name <see cref="Is"/> then knows; false at the object's end.</summary>
    public bool NextField()
    {
        Advance();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        field = json is { ValueIsEscaped: false, HasValueSequence: false } ? json.ValueSpan : DecodedName();
        Advance();
        return true;
    }

    public readonly bool Is(ReadOnlySpan<byte> name) => field.SequenceEqual(name);

    /// <summary>The name of the current field as text.</summary>
    public readonly string FieldName() => Encoding.UTF8.GetString(field);

    public readonly bool FieldStartsWith(ReadOnlySpan<byte> prefix) => field.StartsWith(prefix);

    /// <summary>Moves to the next item of the list. A null item is a fault: the API server prunes nulls from objects only.</summary>
    public bool NextItem()
    {
        Advance();
        while (IsNull)
        {
            Fault("must not be null");
            Advance();
        }

        return json.TokenType != JsonTokenType.EndArray;
    }

    public void Skip()
    {
        if (!json.TrySkip())
        {
            throw EndedEarly();
        }
    }

    /// <summary>A string; null if absent or faulty.</summary>
    public string? Text() => Text([]);

    /// <summary>A string, one of <paramref name="words"/> most of the time; null if absent or faulty.</summary>
    public string? Text(ReadOnlySpan<Word> words)
    {
        if (IsNull)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.String)
        {
            Fault("must be a string");
            Skip();
            return null;
        }

        foreach (var word in words)
        {
            if (!json.HasValueSequence && json.ValueSpan.SequenceEqual(word.Utf8))
            {
                return word.Text;
            }
        }

        return Decoded();
    }

    /// <summary>A required string; empty if it is faulty, so that its object keeps its place in its list.</summary>
    public string RequiredText(ReadOnlySpan<Word> words = default)
    {
        Require();
        return Text(words) ?? "";
    }

    /// <summary>Records that the object at <paramref name="offset"/> lacks a required string, and returns an empty one.</summary>
    public string Missing(long offset, string name)
    {
        Add(new LocatedFault(offset, name, null, "is required"));
        return "";
    }

    /// <summary>An integer; null if absent or faulty.</summary>
    public int? Integer()
    {
        if (IsNull)
        {
            return null;
        }

        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number))
        {
            return number;
        }

        Fault("must be an integer");
        Skip();
        return null;
    }

    /// <summary>A required integer; 0 if it is faulty.</summary>
    public int RequiredInteger()
    {
        Require();
        return Integer() ?? 0;
    }

    /// <summary>A list of what <paramref name="read"/> reads; null if absent or faulty.</summary>
    public IReadOnlyList<T>? List<T>(ValueReader<T> read)
        where T : class
    {
        if (!BeginList())
        {
            return null;
        }

        List<T>? items = null;
        while (NextItem())
        {
            if (read(ref this) is { } item)
            {
                (items ??= []).Add(item);
            }
        }

        return items ?? (IReadOnlyList<T>)[];
    }

    /// <summary>A list of strings; null if absent or faulty.</summary>
    public IReadOnlyList<string>? Texts() => List(static (ref ObjectReader reader) => reader.Text());

    public void Fault(string reason) => Add(new LocatedFault(Offset, null, Shown(), reason));

    private void Require()
    {
        if (IsNull)
        {
            Fault("is required");
        }
    }

    private void Add(LocatedFault fault)
    {
        if (!IsFull)
        {
            (faults ??= []).Add(fault);
        }
    }

    private bool Begin(JsonTokenType expected, string reason)
    {
        if (json.TokenType == expected)
        {
            return true;
        }

        if (!IsNull)
        {
            Fault(reason);
            Skip();
        }

        return false;
    }

    private void Advance()
    {
        if (!json.Read())
        {
            throw EndedEarly();
        }
    }

    private static JsonException EndedEarly() => new("The JSON ends within a value.");

    private byte[] DecodedName() => Decoded() is { } name ? Encoding.UTF8.GetBytes(name) : [];

    // Stops decoding once there are enough faults: every failure costs an exception.
    private string? Decoded()
    {
        if (IsFull)
        {
            return null;
        }

        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            Fault("must be valid Unicode text; it holds half of a surrogate pair or bytes that are not UTF-8");
            return null;
        }
    }

    private readonly string Shown() => json.TokenType switch
    {
        JsonTokenType.StartObject => "{…}",
        JsonTokenType.StartArray => "[…]",
        JsonTokenType.String or JsonTokenType.PropertyName => OneLine.Quote(RawText()),
        _ => OneLine.Cut(RawText()),
    };

    private readonly string RawText() => Encoding.UTF8.GetString(json.HasValueSequence ? json.ValueSequence.ToArray() : json.ValueSpan);
}

/// <summary>A fault before its path is known: <paramref name="Missing"/> names the field that the object at the offset lacks.</summary>
internal readonly record struct LocatedFault(long Offset, string? Missing, string? Value, string Reason);
