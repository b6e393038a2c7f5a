using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>A listener's <c>allowedRoutes</c>.</summary>
internal sealed record AllowedRoutes(AllowedNamespaces Namespaces, IReadOnlyList<string> Kinds)
{
    private static readonly AllowedNamespaces Same = new AllowedNamespaces.Same();

    /// <summary>What an absent field means: every kind that the protocol allows, from the Gateway's own namespace.</summary>
    public static readonly AllowedRoutes Default = new(Same, []);

    public static AllowedRoutes Read(ref ObjectReader reader)
    {
        var namespaces = Same;
        IReadOnlyList<string>? kinds = null;
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("namespaces"u8))
                {
                    namespaces = ReadNamespaces(ref reader, Same);
                }
                else if (reader.Is("kinds"u8))
                {
                    kinds = reader.List(ReadKind);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return new AllowedRoutes(namespaces, kinds ?? []);
    }

    /// <summary>A Gateway's <c>allowedListeners</c>, which allow none unless they say so.</summary>
    public static AllowedNamespaces ReadListeners(ref ObjectReader reader)
    {
        AllowedNamespaces allowed = new AllowedNamespaces.Nothing();
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("namespaces"u8))
                {
                    allowed = ReadNamespaces(ref reader, allowed);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return allowed;
    }

    private static AllowedNamespaces ReadNamespaces(ref ObjectReader reader, AllowedNamespaces absent)
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
            null => absent,
            "Same" => Same,
            "All" => new AllowedNamespaces.All(),
            "Selector" when selector is not null => new AllowedNamespaces.Selected(selector),
            _ => new AllowedNamespaces.Nothing(),
        };
    }

    // A kind of another group keeps its group, so that its name does not pass for one of the Gateway API.
    private static string? ReadKind(ref ObjectReader reader)
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
}
