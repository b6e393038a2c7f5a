using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads a <c>metav1.LabelSelector</c>.</summary>
internal static class LabelSelectorReader
{
    /// <summary>Null if absent or faulty, which selects nothing; an empty selector selects everything.</summary>
    public static LabelSelector? Read(ref ObjectReader reader)
    {
        if (!reader.BeginObject())
        {
            return null;
        }

        IReadOnlyList<LabelRequirement> labels = [], expressions = [];
        while (reader.NextField())
        {
            if (reader.Is("matchLabels"u8))
            {
                labels = Labels(ref reader);
            }
            else if (reader.Is("matchExpressions"u8))
            {
                expressions = reader.List(Expression) ?? [];
            }
            else
            {
                reader.Skip();
            }
        }

        return new LabelSelector([.. labels, .. expressions]);
    }

    private static List<LabelRequirement> Labels(ref ObjectReader reader)
    {
        var labels = new List<LabelRequirement>();
        if (reader.BeginObject())
        {
            while (reader.NextField())
            {
                var key = reader.FieldName();
                labels.Add(new LabelRequirement(key, "In", [reader.RequiredText()]));
            }
        }

        return labels;
    }

    private static LabelRequirement? Expression(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        if (!reader.BeginObject())
        {
            return null;
        }

        string? key = null, @operator = null;
        IReadOnlyList<string>? values = null;
        while (reader.NextField())
        {
            if (reader.Is("key"u8))
            {
                key = reader.RequiredText();
            }
            else if (reader.Is("operator"u8))
            {
                @operator = reader.RequiredText();
            }
            else if (reader.Is("values"u8))
            {
                values = reader.Texts();
            }
            else
            {
                reader.Skip();
            }
        }

        key ??= reader.Missing(offset, "key");
        @operator ??= reader.Missing(offset, "operator");
        return new LabelRequirement(key, @operator, values ?? []);
    }
}
