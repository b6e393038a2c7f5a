using System.Security.Cryptography;
using System.Text;

namespace RouteMetrics.Core.Namespaces;

/// <summary>
/// Names of generated objects. A waypoint's name becomes a label value, a Service and a Deployment, so names have at most 63 characters of
/// <c>[a-z0-9-]</c> and start with a letter (RFC 1035). A changed name carries a hash of the owner and stays unique.
/// </summary>
public static class GeneratedName
{
    private const int Longest = 63;
    private const int HashLength = 8;

    /// <summary>The pattern with <c>{owner}</c> filled in, made valid.</summary>
    public static string For(string pattern, string owner)
    {
        var name = pattern.Replace("{owner}", owner, StringComparison.Ordinal);
        if (IsValid(name))
        {
            return name;
        }

        var safe = string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]) ? text[i] : '-';
            }
        }).Trim('-');
        safe = safe.Length > 0 && char.IsAsciiLetter(safe[0]) ? safe : "ns-" + safe;
        safe = safe[..Math.Min(safe.Length, Longest - HashLength - 1)].TrimEnd('-');
        return $"{safe}-{HashOf(name)}";
    }

    /// <summary>The first 8 hexadecimal digits of the SHA-256 of a text.</summary>
    internal static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];

    private static bool IsValid(string name) =>
        name.Length is > 0 and <= Longest
        && char.IsAsciiLetterLower(name[0])
        && name[^1] != '-'
        && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
