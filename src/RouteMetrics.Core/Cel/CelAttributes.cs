using System.Buffers;

namespace RouteMetrics.Core.Cel;

/// <summary>Envoy's attributes by name (common/expr/context.cc), one key at a time; null for what the request does not have.</summary>
internal static class CelAttributes
{
    private static readonly SearchValues<char> HeaderNameCharacters =
        SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~");

    public static CelValue? Find(string name, CelActivation request) => name switch
    {
        "request" => Attributes(key => Request(key, request)),
        "xds" => Attributes(key => Xds(key, request)),
        "destination" => Attributes(key => key == "port" ? new CelValue.Number(request.DestinationPort) : null),
        "filter_state" => Attributes(key => request.FilterState.TryGetValue(key, out var value) ? new CelValue.Bytes(value) : null),
        _ => null,
    };

    private static CelValue? Request(string key, CelActivation request) => key switch
    {
        "method" => new CelValue.Text(request.Method),
        "path" => new CelValue.Text(Path(request)),
        "url_path" => new CelValue.Text(request.UrlPath),
        "query" => new CelValue.Text(request.Query),
        "host" => new CelValue.Text(request.Host),
        "headers" => Headers(request),
        "scheme" => Header(":scheme", request),
        "referer" => Header("referer", request),
        "useragent" => Header("user-agent", request),
        "id" => Header("x-request-id", request),
        _ => null,
    };

    private static CelValue.Text? Xds(string key, CelActivation request) => key switch
    {
        "filter_chain_name" => new CelValue.Text(request.FilterChainName),
        "route_name" when request.RouteName is { } name => new CelValue.Text(name),
        _ => null,
    };

    private static CelValue.Map Headers(CelActivation request) => new(
        [.. request.Headers.Keys.Union([":authority", ":method", ":path"], StringComparer.Ordinal).Select(name => new CelValue.Text(name))],
        key => key is CelValue.Text(var name) ? Header(name, request) : null);

    private static CelValue.Text? Header(string name, CelActivation request)
    {
        var value = !IsHeaderName(name) ? null : name.ToLowerInvariant() switch
        {
            // "legacy host header": header_map_impl.cc files `host` under `:authority`.
            ":authority" or "host" => request.Host,
            ":method" => request.Method,
            ":path" => Path(request),
            var other => request.Headers.GetValueOrDefault(other),
        };
        return value is null ? null : new CelValue.Text(value);
    }

    private static bool IsHeaderName(string name)
    {
        var token = name.StartsWith(':') ? name.AsSpan(1) : name;
        return token.Length > 0 && !token.ContainsAnyExcept(HeaderNameCharacters);
    }

    private static string Path(CelActivation request) => request.Query.Length == 0 ? request.UrlPath : $"{request.UrlPath}?{request.Query}";

    private static CelValue.Map Attributes(Func<string, CelValue?> find) =>
        new([], key => key is CelValue.Text(var name) ? find(name) : null);
}
