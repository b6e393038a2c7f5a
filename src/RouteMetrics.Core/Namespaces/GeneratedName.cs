using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RouteMetrics.Core.Namespaces;

/// <summary>
/// Names of generated objects. A waypoint's name becomes a label value, a Service and a Deployment, so names have at most 63 characters of
/// <c>[a-z0-9-]</c> and start with a letter (RFC 1035). A changed name carries a hash of the owner.
/// </summary>
public static class GeneratedName
{
    private const int Longest = 63;

    /// <summary>100 bits: whoever may name two owners would have to try 2^50 names for two that collide.</summary>
    private const int HashLength = 20;

    private const int EarlierHashLength = 8;

    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The pattern with <c>{owner}</c> filled in, made valid.</summary>
    public static string For(string pattern, string owner)
    {
        var name = Filled(pattern, owner);
        return IsValid(name) ? name : $"{Cut(name, HashLength)}-{LongHashOf(name)}";
    }

    /// <summary>
    /// The name up to release 0.1.0, whose hash of 32 bits was too short; null where it is the same. Objects of that name may be ours.
    /// </summary>
    public static string? EarlierFor(string pattern, string owner)
    {
        var name = Filled(pattern, owner);
        return IsValid(name) ? null : $"{Cut(name, EarlierHashLength)}-{HashOf(name)}";
    }

    /// <summary>The first 8 hexadecimal digits of the SHA-256 of a text.</summary>
    internal static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..EarlierHashLength];

    private static string Filled(string pattern, string owner) => pattern.Replace("{owner}", owner, StringComparison.Ordinal);

    // Five bits a character.
    private static string LongHashOf(string text)
    {
        var bits = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return string.Create(HashLength, bits, static (span, left) =>
        {
            for (var i = 0; i < span.Length; i++, left <<= 5)
            {
                span[i] = Base32[(int)(left >> 123)];
            }
        });
    }

    private static string Cut(string name, int hashLength)
    {
        var safe = string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]) ? text[i] : '-';
            }
        }).Trim('-');
        safe = safe.Length > 0 && char.IsAsciiLetter(safe[0]) ? safe : "ns-" + safe;
        return safe[..Math.Min(safe.Length, Longest - hashLength - 1)].TrimEnd('-');
    }

    private static bool IsValid(string name) =>
        name.Length is > 0 and <= Longest
        && char.IsAsciiLetterLower(name[0])
        && name[^1] != '-'
        && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
