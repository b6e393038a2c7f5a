using System.Buffers;

namespace RouteMetrics.Core.Explain;

/// <summary>
/// A request read from text such as <c>GET http://svc.ns:80/path?query</c> and header lines such as <c>x-env: prod</c>; or the fault that
/// keeps it from being one, with the option that has it (exactly one of the two is there). The path stays what the user typed.
/// </summary>
public sealed record RequestText(ProxyRequest? Request, string? Fault)
{
    private const string RequestOption = "--request";
    private const string HeaderOption = "-H";

    private const string Example = "\"GET http://podinfo-svc.podinfo:9898/healthz\"";

    /// <summary>RFC 9110 5.6.2: what methods and header names are made of.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> ControlsAndSpace =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0)
            .Select(static code => (char)code)
            .Where(static character => character == ' ' || char.IsControl(character))]);

    /// <summary>What ends an authority; <c>*</c> is for <c>OPTIONS http://host*</c>, the only form with a host before it.</summary>
    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?#*\\");

    public static RequestText Parse(string request, IReadOnlyList<string> headers)
    {
        var space = request.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0)
        {
            return Wrong($"\"{request}\" is not a method and a URL; write it like {Example}");
        }

        var method = request[..space];
        var target = request[space..].Trim(' ');
        if (!IsToken(method))
        {
            return Wrong($"\"{method}\" is not a method; write the request like {Example}");
        }

        if (target.AsSpan().IndexOfAny(ControlsAndSpace) is >= 0 and var at)
        {
            var escaped = Uri.EscapeDataString($"{target[at]}");
            return Wrong($"\"{target}\" has {NameOf(target[at])} in its URL, which no client can send; write it {escaped}");
        }

        var read = ReadTarget(method, target);
        return read.Request is { } line ? WithHeaders(line, headers) : read;
    }

    private static RequestText ReadTarget(string method, string target)
    {
        if (target is "*" || target.StartsWith('/'))
        {
            return Read(new(method, "http", "", DefaultPort("http"), WithoutFragment(target)) { IsPortAssumed = true });
        }

        var schemeEnd = target.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0)
        {
            return method == "CONNECT"
                ? WithAuthority(new(method, "http", target, DefaultPort("http"), null))
                : Wrong($"\"{target}\" is not a URL: it has no scheme; write the request like {Example}");
        }

        var scheme = target[..schemeEnd].ToLowerInvariant();
        return scheme is "http" or "https"
            ? ReadAbsolute(method, scheme, target[(schemeEnd + 3)..])
            : Wrong($"\"{target}\" has the scheme \"{target[..schemeEnd]}\"; only http and https are routed by an HTTPRoute");
    }

    private static RequestText ReadAbsolute(string method, string scheme, string rest)
    {
        var end = rest.AsSpan().IndexOfAny(AuthorityEnds);
        var (authority, path) = end < 0 ? (rest, "") : (rest[..end], WithoutFragment(rest[end..]));
        if (path.StartsWith('*') && path is not "*" || path.StartsWith('\\'))
        {
            return Wrong($"\"{authority}{path}\" has no path; after the host comes \"/\"");
        }

        // RFC 9112 3.2.1: a client sends "/" where the URL has no path.
        return WithAuthority(new(method, scheme, authority, DefaultPort(scheme), path.Length == 0 || path[0] == '?' ? $"/{path}" : path));
    }

    private static RequestText WithHeaders(ProxyRequest request, IReadOnlyList<string> lines)
    {
        var headers = new List<KeyValuePair<string, string>>(lines.Count);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !IsToken(line[..colon]))
            {
                return Wrong($"\"{line}\" is not \"name: value\"; write it like -H 'x-env: prod'", HeaderOption);
            }

            var value = line[(colon + 1)..].Trim(' ', '\t');
            if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            {
                return Wrong($"\"{line[..colon]}\" has a line end or a NUL in its value, which no client can send", HeaderOption);
            }

            headers.Add(new(line[..colon], value));
        }

        return WithHost(request, headers);
    }

    // As curl does: a Host header takes the place of the authority, and the connection still goes where the URL says.
    private static RequestText WithHost(ProxyRequest request, List<KeyValuePair<string, string>> headers)
    {
        var host = headers.FindLastIndex(static header => header.Key.Equals("host", StringComparison.OrdinalIgnoreCase));
        var others = headers.Where(static header => !header.Key.Equals("host", StringComparison.OrdinalIgnoreCase)).ToList();
        var complete = request with { Headers = others };
        if (host < 0)
        {
            return Read(complete);
        }

        var renamed = complete with { Authority = headers[host].Value };
        return request.Authority.Length == 0 ? WithAuthority(renamed, HeaderOption) : Read(renamed);
    }

    private static RequestText WithAuthority(ProxyRequest request, string option = RequestOption)
    {
        var authority = RequestAuthority.Split(request.Authority);
        return authority.IsUsable
            ? Read(request with { Port = authority.Port ?? request.Port, IsPortAssumed = request.IsPortAssumed && authority.Port is null })
            : Wrong($"\"{request.Authority}\" is not host[:port] (without user, port 1 to 65535)", option);
    }

    private static RequestText Read(ProxyRequest request) => new(request, null);

    private static RequestText Wrong(string fault, string option = RequestOption) => new(null, $"{option}: {fault}");

    private static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    private static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;

    // RFC 9110 7.1: clients do not send it, and Istio's proxies cut it off before the filters.
    private static string WithoutFragment(string target) =>
        target.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? target[..at] : target;

    private static string NameOf(char character) => character == ' ' ? "a space" : "a control character";
}
