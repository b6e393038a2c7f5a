using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads one element of a Gateway's <c>spec.listeners</c>.</summary>
internal static class ListenerReader
{
    public static Listener? Read(ref ObjectReader reader)
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
                port = reader.RequiredInteger();
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
        if (port is null)
        {
            reader.Missing(offset, "port");
        }

        return new Listener(name, port ?? 0, protocol)
        {
            Hostname = string.IsNullOrEmpty(hostname) ? null : hostname,
            AllowedNamespaces = routes.Namespaces,
            AllowedKinds = routes.Kinds,
        };
    }
}
