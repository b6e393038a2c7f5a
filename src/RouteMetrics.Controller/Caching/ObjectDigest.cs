using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Controller.Caching;

/// <summary>
/// The first 128 bits of the SHA-256 of a JSON value, regardless of white space and escapes. The order of members matters: the API server
/// sorts those of custom resources, and so does this for manifests.
/// </summary>
internal static class ObjectDigest
{
    /// <summary>What is hashed at a time: an object of a megabyte must not leave a buffer of that size to each thread.</summary>
    private const int Chunk = 16 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static IncrementalHash? hash;

    // A value that is no JSON ends in an exception, half hashed.
    [ThreadStatic]
    private static bool isHashing;

    private static IncrementalHash Hash => hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Of an object without its status and server-side bookkeeping.</summary>
    public static UInt128 OfObject(Utf8JsonReader reader)
    {
        var said = Emptied();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            switch (reader)
            {
                case var field when field.ValueTextEquals("status"u8):
                    reader.Skip();
                    break;
                case var field when field.ValueTextEquals("metadata"u8):
                    AddMetadata(ref reader, said);
                    break;
                default:
                    AddToken(ref reader, said);
                    AddNext(ref reader, said);
                    break;
            }
        }

        return HashOf(said);
    }

    /// <summary>Of the current value; leaves the reader on its last token.</summary>
    public static UInt128 OfValue(ref Utf8JsonReader reader)
    {
        var said = Emptied();
        AddValue(ref reader, said);
        return HashOf(said);
    }

    /// <summary>Of the value as the API server would return it.</summary>
    public static UInt128 OfManifest(ManifestValue value)
    {
        var said = Emptied();
        Add(value, said);
        return HashOf(said);
    }

    private static void AddMetadata(ref Utf8JsonReader reader, ArrayBufferWriter<byte> said)
    {
        AddToken(ref reader, said);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            AddValue(ref reader, said);
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("managedFields"u8) || reader.ValueTextEquals("resourceVersion"u8)
                || reader.ValueTextEquals("generation"u8))
            {
                reader.Skip();
            }
            else
            {
                AddToken(ref reader, said);
                AddNext(ref reader, said);
            }
        }
    }

    private static void AddNext(ref Utf8JsonReader reader, ArrayBufferWriter<byte> said)
    {
        reader.Read();
        AddValue(ref reader, said);
    }

    private static void AddValue(ref Utf8JsonReader reader, ArrayBufferWriter<byte> said)
    {
        var depth = reader.CurrentDepth;
        AddToken(ref reader, said);
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            while (reader.Read())
            {
                AddToken(ref reader, said);
                if (reader.CurrentDepth == depth)
                {
                    break;
                }
            }
        }
    }

    private static void AddToken(ref Utf8JsonReader reader, ArrayBufferWriter<byte> said)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName or JsonTokenType.String:
                var most = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
                var text = Begin(reader.TokenType, most, said);
                End(text, reader.CopyString(text[sizeof(int)..]), said);
                break;
            case JsonTokenType.Number:
                var digits = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
                var number = Begin(JsonTokenType.Number, digits.Length, said);
                digits.CopyTo(number[sizeof(int)..]);
                End(number, digits.Length, said);
                break;
            default:
                Add(reader.TokenType, said);
                break;
        }
    }

    private static void Add(ManifestValue value, ArrayBufferWriter<byte> said)
    {
        switch (value)
        {
            case ManifestValue.Text(var text):
                Add(JsonTokenType.String, text, said);
                break;
            case ManifestValue.Number(var number):
                Add(JsonTokenType.Number, number.ToString(CultureInfo.InvariantCulture), said);
                break;
            case ManifestValue.Flag(var flag):
                Add(flag ? JsonTokenType.True : JsonTokenType.False, said);
                break;
            case ManifestValue.List(var items):
                Add(JsonTokenType.StartArray, said);
                foreach (var item in items)
                {
                    Add(item, said);
                }

                Add(JsonTokenType.EndArray, said);
                break;
            case ManifestValue.Map(var entries):
                Add(JsonTokenType.StartObject, said);
                foreach (var (key, entry) in entries.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
                {
                    Add(JsonTokenType.PropertyName, key, said);
                    Add(entry, said);
                }

                Add(JsonTokenType.EndObject, said);
                break;
        }
    }

    private static void Add(JsonTokenType type, ArrayBufferWriter<byte> said)
    {
        said.GetSpan(1)[0] = (byte)type;
        said.Advance(1);
    }

    private static void Add(JsonTokenType type, string text, ArrayBufferWriter<byte> said)
    {
        var span = Begin(type, Encoding.UTF8.GetMaxByteCount(text.Length), said);
        End(span, Encoding.UTF8.GetBytes(text, span[sizeof(int)..]), said);
    }

    // Type, then length, then text, so that no text can be mistaken for a token.
    private static Span<byte> Begin(JsonTokenType type, int most, ArrayBufferWriter<byte> said)
    {
        Add(type, said);
        return said.GetSpan(sizeof(int) + most);
    }

    private static void End(Span<byte> span, int length, ArrayBufferWriter<byte> said)
    {
        BinaryPrimitives.WriteInt32LittleEndian(span, length);
        said.Advance(sizeof(int) + length);
        if (said.WrittenCount >= Chunk)
        {
            Hash.AppendData(said.WrittenSpan);
            isHashing = true;
            said.ResetWrittenCount();
        }
    }

    private static ArrayBufferWriter<byte> Emptied()
    {
        // A value of a megabyte is one text.
        if (buffer is null || buffer.Capacity > 2 * Chunk)
        {
            buffer = new(2 * Chunk);
        }

        if (isHashing)
        {
            _ = Hash.GetHashAndReset();
            isHashing = false;
        }

        buffer.ResetWrittenCount();
        return buffer;
    }

    private static UInt128 HashOf(ArrayBufferWriter<byte> said)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Hash.AppendData(said.WrittenSpan);
        Hash.GetHashAndReset(digest);
        isHashing = false;
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
