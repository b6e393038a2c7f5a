namespace RouteMetrics.Documents.Yaml;

/// <summary>A node of a YAML document and the line, from 1, that it starts on. An alias is the node that its anchor names.</summary>
internal abstract record YamlNode(int Line);

/// <summary>
/// A scalar as written. A plain one is neither quoted nor a block, so it may be a number, a boolean or null. <paramref name="Tag"/> is null
/// without a tag; <c>!</c> is the non-specific one.
/// </summary>
internal sealed record YamlText(int Line, string Text, bool IsPlain, string? Tag) : YamlNode(Line)
{
    /// <summary>A merge key, as opposed to a quoted key of that name.</summary>
    public bool IsMerge => IsPlain && Tag is null && Text == "<<";
}

internal sealed record YamlList(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);

internal sealed record YamlMap(int Line, IReadOnlyList<KeyValuePair<YamlNode, YamlNode>> Entries) : YamlNode(Line);

/// <summary>One document: its root, and what its nodes cost when each is written once (the measure of what aliases add).</summary>
internal sealed record YamlDocument(YamlNode Root, long Cost);

/// <summary>Something wrong with the YAML, at a line. Thrown by the readers of this folder, caught where a document is read.</summary>
internal sealed class YamlFaultException(int line, string message) : Exception(message)
{
    public int Line => line;
}
