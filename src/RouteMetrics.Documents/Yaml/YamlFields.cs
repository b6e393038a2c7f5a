using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Yaml;

/// <summary>One field of a map: its key as text and the line of the key.</summary>
internal sealed record YamlField(string Key, int Line, YamlNode Value);

/// <summary>The fields of a map with merge keys (<c>&lt;&lt;</c>) resolved: the map's own win, then the first of the merged ones.</summary>
internal static class YamlFields
{
    /// <summary>In order; throws <see cref="YamlFaultException"/> for a key given twice and for one that is no text.</summary>
    public static List<YamlField> Of(YamlMap map, YamlBudget budget)
    {
        var fields = new List<YamlField>(map.Entries.Count);
        Collect(map, budget, 0, fields, new(StringComparer.Ordinal));
        return fields;
    }

    private static void Collect(YamlMap map, YamlBudget budget, int depth, List<YamlField> fields, Dictionary<string, int> lines)
    {
        AddOwn(map, fields, lines, isMerged: depth > 0);
        foreach (var (key, value) in map.Entries)
        {
            if (key is YamlText { IsMerge: true })
            {
                Merge(value, budget, depth + 1, fields, lines);
            }
        }
    }

    private static void AddOwn(YamlMap map, List<YamlField> fields, Dictionary<string, int> lines, bool isMerged)
    {
        foreach (var (keyNode, value) in map.Entries)
        {
            if (keyNode is YamlText { IsMerge: true })
            {
                continue;
            }

            var key = KeyOf(keyNode);
            if (lines.TryAdd(key, keyNode.Line))
            {
                fields.Add(new(key, keyNode.Line, value));
            }
            else if (!isMerged)
            {
                throw new YamlFaultException(
                    keyNode.Line, $"key {OneLine.Quote(key)} is already on line {lines[key]}; remove one of the two");
            }
        }
    }

    private static void Merge(YamlNode merged, YamlBudget budget, int depth, List<YamlField> fields, Dictionary<string, int> lines)
    {
        if (depth > YamlTreeReader.MaxDepth)
        {
            throw new YamlFaultException(merged.Line, $"merges more than {YamlTreeReader.MaxDepth} levels deep");
        }

        foreach (var source in merged is YamlList list ? list.Items : [merged])
        {
            if (source is not YamlMap map)
            {
                throw new YamlFaultException(source.Line, "the merge key << takes a map or a list of maps");
            }

            foreach (var entry in map.Entries)
            {
                budget.Spend(entry.Key);
            }

            Collect(map, budget, depth, fields, lines);
        }
    }

    private static string KeyOf(YamlNode key) => (key is YamlText text ? YamlScalar.Of(text).AsKey : null)
        ?? throw new YamlFaultException(key.Line, "a key must be text; put it in quotes");
}
