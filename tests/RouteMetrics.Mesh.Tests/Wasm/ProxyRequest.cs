using System.Buffers.Binary;
using System.Text;
using RouteMetrics.Core.Cel;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>A request as the proxy shows it to a module: header pairs in order, with repeated names, and properties by path.</summary>
internal sealed record ProxyRequest(IReadOnlyList<(string Name, string Value)> Pairs, IReadOnlyDictionary<string, byte[]> Properties)
{
    /// <summary>What a host hands over instead of the pairs, to try a module with what no host should.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>Null for CEL's expressions where a header name is repeated: the activation holds each once.</summary>
    public CelActivation? Activation { get; init; }

    /// <summary>The same request to CEL and to a module.</summary>
    public static ProxyRequest Of(CelActivation request)
    {
        var pairs = new List<(string, string)> { (":method", request.Method), (":authority", request.Host) };
        pairs.Insert(1, (":path", request.Query.Length == 0 ? request.UrlPath : $"{request.UrlPath}?{request.Query}"));
        pairs.AddRange(request.Headers.Select(static header => (header.Key, header.Value)));
        var port = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(port, request.DestinationPort);
        var properties = new Dictionary<string, byte[]>
        {
            ["xds\0filter_chain_name"] = Encoding.UTF8.GetBytes(request.FilterChainName),
            ["destination\0port"] = port,
        };
        if (request.RouteName is { } route)
        {
            properties["xds\0route_name"] = Encoding.UTF8.GetBytes(route);
        }

        return new(pairs, properties) { Activation = request };
    }

    /// <summary>Their number, the sizes of each, then names and values with a NUL behind each (proxy-wasm spec, serialization).</summary>
    public byte[] Serialized()
    {
        if (Bytes is not null)
        {
            return Bytes;
        }

        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(Pairs.Count);
        var texts = Pairs.SelectMany(static pair => new[] { Encoding.UTF8.GetBytes(pair.Name), Encoding.UTF8.GetBytes(pair.Value) }).ToList();
        texts.ForEach(text => writer.Write(text.Length));
        texts.ForEach(text =>
        {
            writer.Write(text);
            writer.Write((byte)0);
        });
        return memory.ToArray();
    }
}
