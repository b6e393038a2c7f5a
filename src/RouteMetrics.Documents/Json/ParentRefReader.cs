using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads an element of <c>spec.parentRefs</c>. Its namespace defaults to the route's, which the JSON may name later.</summary>
internal static class ParentRefReader
{
    public static Fields? Read(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        var fields = new Fields();
        while (reader.NextField())
        {
            if (reader.Is("name"u8))
            {
                fields.Name = reader.RequiredText();
            }
            else if (reader.Is("kind"u8))
            {
                fields.Kind = reader.Text(Word.ParentKinds);
            }
            else if (reader.Is("group"u8))
            {
                fields.Group = reader.Text(Word.ParentGroups);
            }
            else if (reader.Is("namespace"u8))
            {
                fields.Namespace = reader.Text();
            }
            else if (reader.Is("port"u8))
            {
                fields.Port = reader.Integer();
            }
            else if (reader.Is("sectionName"u8))
            {
                fields.SectionName = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        fields.Name ??= reader.Missing(offset, "name");
        return fields;
    }

    /// <summary>The parents with their defaults; an explicit empty group is the core group and stays empty.</summary>
    public static IReadOnlyList<ParentRef> InNamespace(IReadOnlyList<Fields>? parents, string @namespace) =>
        parents is not { Count: > 0 } ? [] : [.. parents.Select(parent => parent.ToParentRef(@namespace))];

    /// <summary>A parentRef as written; null is absent.</summary>
    public sealed class Fields
    {
        public string? Group { get; set; }

        public string? Kind { get; set; }

        public string? Namespace { get; set; }

        public string? Name { get; set; }

        public string? SectionName { get; set; }

        public int? Port { get; set; }

        public ParentRef ToParentRef(string defaultNamespace) =>
            new(Group ?? ParentRef.GatewayGroup, Kind ?? "Gateway", Namespace ?? defaultNamespace, Name ?? "")
            {
                SectionName = SectionName,
                Port = Port,
            };
    }
}
