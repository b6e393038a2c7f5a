using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads one element of the <c>rules[].matches</c> of an HTTPRoute.</summary>
internal static class HttpRouteMatchReader
{
    public static HttpRouteMatch? Read(ref ObjectReader reader)
    {
        if (!reader.BeginObject())
        {
            return null;
        }

        var path = HttpRouteMatch.DefaultPath;
        IReadOnlyList<HeaderMatch>? headers = null;
        IReadOnlyList<QueryParamMatch>? queryParams = null;
        string? method = null;
        while (reader.NextField())
        {
            if (reader.Is("path"u8))
            {
                path = Path(ref reader);
            }
            else if (reader.Is("method"u8))
            {
                method = reader.Text(Word.Methods);
            }
            else if (reader.Is("headers"u8))
            {
                headers = reader.List(Header);
            }
            else if (reader.Is("queryParams"u8))
            {
                queryParams = reader.List(QueryParam);
            }
            else
            {
                reader.Skip();
            }
        }

        return ReferenceEquals(path, HttpRouteMatch.DefaultPath) && method is null
            && headers is not { Count: > 0 } && queryParams is not { Count: > 0 }
            ? HttpRouteMatch.Any
            : new HttpRouteMatch { Path = path, Method = method, Headers = headers ?? [], QueryParams = queryParams ?? [] };
    }

    private static PathMatch Path(ref ObjectReader reader)
    {
        string? type = null, value = null;
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("type"u8))
                {
                    type = reader.Text(Word.PathTypes);
                }
                else if (reader.Is("value"u8))
                {
                    value = reader.Text();
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        value ??= HttpRouteMatch.DefaultPath.Value;
        return type switch
        {
            null or "PathPrefix" => value == HttpRouteMatch.DefaultPath.Value ? HttpRouteMatch.DefaultPath : new PathMatch.Prefix(value),
            "Exact" => new PathMatch.Exact(value),
            "RegularExpression" => new PathMatch.RegularExpression(value),
            _ => new PathMatch.Unknown(type, value),
        };
    }

    internal static HeaderMatch? Header(ref ObjectReader reader) =>
        NamedValue(ref reader) is var (name, value) ? new HeaderMatch(name, value) : null;

    private static QueryParamMatch? QueryParam(ref ObjectReader reader) =>
        NamedValue(ref reader) is var (name, value) ? new QueryParamMatch(name, value) : null;

    private static (string Name, ValueMatch Value)? NamedValue(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        string? name = null, type = null, value = null;
        while (reader.NextField())
        {
            if (reader.Is("name"u8))
            {
                name = reader.RequiredText();
            }
            else if (reader.Is("value"u8))
            {
                value = reader.RequiredText();
            }
            else if (reader.Is("type"u8))
            {
                type = reader.Text(Word.ValueTypes);
            }
            else
            {
                reader.Skip();
            }
        }

        name ??= reader.Missing(offset, "name");
        value ??= reader.Missing(offset, "value");
        return (name, Value(type, value));
    }

    private static ValueMatch Value(string? type, string value) => type switch
    {
        null or "Exact" => new ValueMatch.Exact(value),
        "RegularExpression" => new ValueMatch.RegularExpression(value),
        _ => new ValueMatch.Unknown(type, value),
    };
}
