using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads one element of the <c>spec.listeners</c> of a Gateway or a ListenerSet.</summary>
internal static class ListenerReader
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    public static Listener? Read(ref ObjectReader reader) => Read(ref reader, isPortRequired: true);

    /// <summary>Without a port it has that of its protocol (istio gatewaycommon ListenerEntryPortNumber).</summary>
    public static Listener? ReadEntry(ref ObjectReader reader) => Read(ref reader, isPortRequired: false);

    private static Listener? Read(ref ObjectReader reader, bool isPortRequired)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        string? name = null, protocol = null, hostname = null;
        int? port = null;
        var routes = AllowedRoutes.Default;
        while (reader.NextField())
        {
            if (reader.Is("name"u8))
            {
                name = reader.RequiredText();
            }
            else if (reader.Is("port"u8))
            {
                port = isPortRequired ? reader.RequiredInteger() : reader.Integer();
            }
            else if (reader.Is("protocol"u8))
            {
                protocol = reader.RequiredText();
            }
            else if (reader.Is("hostname"u8))
            {
                hostname = reader.Text();
            }
            else if (reader.Is("allowedRoutes"u8))
            {
                routes = AllowedRoutes.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        name ??= reader.Missing(offset, "name");
        protocol ??= reader.Missing(offset, "protocol");
        if (port is null && isPortRequired)
        {
            reader.Missing(offset, "port");
        }

        return new Listener(name, port is null or 0 ? DefaultPort(protocol) : port.Value, protocol)
        {
            Hostname = string.IsNullOrEmpty(hostname) ? null : hostname,
            AllowedNamespaces = routes.Namespaces,
            AllowedKinds = routes.Kinds,
        };
    }

    private static int DefaultPort(string protocol) => protocol switch
    {
        "HTTP" => HttpPort,
        "HTTPS" => HttpsPort,
        _ => 0,
    };
}
