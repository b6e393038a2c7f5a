using System.Globalization;

namespace RouteMetrics.Core.Explain;

/// <summary><c>host[:port]</c> split (RFC 3986 3.2); <paramref name="Port"/> is null if absent and -1 if it is not a port.</summary>
internal readonly record struct RequestAuthority(string Host, int? Port)
{
    private const int Unusable = -1;

    public bool IsUsable => Host.Length > 0 && Port != Unusable && !Host.Contains('@', StringComparison.Ordinal);

    public static RequestAuthority Split(string authority)
    {
        // The colons of an IPv6 address stand inside brackets.
        var colon = authority.LastIndexOf(':');
        return colon <= authority.LastIndexOf(']') ? new(authority, null) : new(authority[..colon], PortOf(authority[(colon + 1)..]));
    }

    private static int? PortOf(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? port
            : Unusable;
    }
}
