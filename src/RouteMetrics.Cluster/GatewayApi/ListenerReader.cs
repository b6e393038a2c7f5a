using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;

namespace RouteMetrics.Cluster.GatewayApi;

/// <summary>Reads one element of a Gateway's <c>spec.listeners</c>.</summary>
internal static class ListenerReader
{
    private static readonly AllowedNamespaces Same = new AllowedNamespaces.Same();

    private static readonly AllowedRoutes DefaultRoutes = new(Same, []);

    public static Listener? Read(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        string? name = null, protocol = null, hostname = null;
        int? port = null;
        var isPortGiven = false;
        var routes = DefaultRoutes;
        while (reader.NextField())
        {
            if (reader.Is("name"u8))
            {
                name = reader.RequiredText();
            }
            else if (reader.Is("port"u8))
            {
                isPortGiven = true;
                port = reader.Integer();
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
                routes = Routes(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        name ??= reader.Missing(offset, "name");
        protocol ??= reader.Missing(offset, "protocol");
        if (!isPortGiven)
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

    private static AllowedRoutes Routes(ref ObjectReader reader)
    {
        var namespaces = Same;
        IReadOnlyList<string>? kinds = null;
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("namespaces"u8))
                {
                    namespaces = Namespaces(ref reader);
                }
                else if (reader.Is("kinds"u8))
                {
                    kinds = reader.List(Kind);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return new AllowedRoutes(namespaces, kinds ?? []);
    }

    private static AllowedNamespaces Namespaces(ref ObjectReader reader)
    {
        string? from = null;
        LabelSelector? selector = null;
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("from"u8))
                {
                    from = reader.Text();
                }
                else if (reader.Is("selector"u8))
                {
                    selector = LabelSelectorReader.Read(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return from switch
        {
            null or "Same" => Same,
            "All" => new AllowedNamespaces.All(),
            "Selector" when selector is not null => new AllowedNamespaces.Selected(selector),
            _ => new AllowedNamespaces.Nothing(),
        };
    }

    // A kind of another group keeps its group, so that its name does not pass for one of the Gateway API.
    private static string? Kind(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        string? group = null, kind = null;
        while (reader.NextField())
        {
            if (reader.Is("kind"u8))
            {
                kind = reader.RequiredText();
            }
            else if (reader.Is("group"u8))
            {
                group = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        kind ??= reader.Missing(offset, "kind");
        return group is null or ParentRef.GatewayGroup ? kind : $"{group}/{kind}";
    }

    private sealed record AllowedRoutes(AllowedNamespaces Namespaces, IReadOnlyList<string> Kinds);
}
