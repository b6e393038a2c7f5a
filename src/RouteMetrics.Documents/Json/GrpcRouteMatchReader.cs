using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads one element of the <c>rules[].matches</c> of a GRPCRoute.</summary>
internal static class GrpcRouteMatchReader
{
    public static HttpRouteMatch? Read(ref ObjectReader reader)
    {
        if (!reader.BeginObject())
        {
            return null;
        }

        PathMatch? method = null;
        IReadOnlyList<HeaderMatch>? headers = null;
        while (reader.NextField())
        {
            if (reader.Is("method"u8))
            {
                method = Method(ref reader);
            }
            else if (reader.Is("headers"u8))
            {
                headers = reader.List(HttpRouteMatchReader.Header);
            }
            else
            {
                reader.Skip();
            }
        }

        return method is null && headers is not { Count: > 0 }
            ? HttpRouteMatch.AnyGrpc
            : new HttpRouteMatch { Path = method ?? HttpRouteMatch.AnyGrpc.Path, Headers = headers ?? [] };
    }

    private static PathMatch? Method(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        string? type = null, service = null, method = null;
        var asks = false;
        while (reader.NextField())
        {
            if (reader.Is("type"u8))
            {
                type = reader.Text(Word.ValueTypes);
            }
            else if (reader.Is("service"u8))
            {
                (service, asks) = (reader.Text(), true);
            }
            else if (reader.Is("method"u8))
            {
                (method, asks) = (reader.Text(), true);
            }
            else
            {
                reader.Skip();
            }
        }

        // The CRD and Istio ask for one of the two; the service is what most matches have.
        if (!asks)
        {
            service = reader.Missing(offset, "service");
        }

        return type switch
        {
            null or "Exact" => new PathMatch.GrpcMethod(service, method, IsExpression: false),
            "RegularExpression" => new PathMatch.GrpcMethod(service, method, IsExpression: true),
            _ => new PathMatch.Unknown(type, $"{service}/{method}"),
        };
    }
}
