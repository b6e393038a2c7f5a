namespace RouteMetrics.Documents.Json;

/// <summary>Reads the types of filters; what they do is of no concern to metrics.</summary>
internal static class FilterReader
{
    public static string? Type(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        string? type = null;
        while (reader.NextField())
        {
            if (reader.Is("type"u8))
            {
                type = reader.RequiredText(Word.FilterTypes);
            }
            else
            {
                reader.Skip();
            }
        }

        return type ?? reader.Missing(offset, "type");
    }

    /// <summary>The types of the filters of all <c>backendRefs</c>, in order; null if there are none.</summary>
    public static List<string>? TypesOfBackends(ref ObjectReader reader)
    {
        if (!reader.BeginList())
        {
            return null;
        }

        List<string>? types = null;
        while (reader.NextItem())
        {
            if (reader.BeginObject())
            {
                TypesOfBackend(ref reader, ref types);
            }
        }

        return types;
    }

    private static void TypesOfBackend(ref ObjectReader reader, ref List<string>? types)
    {
        while (reader.NextField())
        {
            if (!reader.Is("filters"u8))
            {
                reader.Skip();
            }
            else if (reader.List(Type) is { Count: > 0 } found)
            {
                (types ??= []).AddRange(found);
            }
        }
    }
}
