namespace RouteMetrics.Documents.Yaml;

/// <summary>A node of a YAML document and the line (from 1) that it starts on. An alias is the very node that its anchor names.</summary>
internal abstract class YamlNode(int line)
{
    public int Line => line;
}

/// <summary>A scalar as written. <paramref name="tag"/> is null without one; <c>!</c> is the non-specific tag.</summary>
internal sealed class YamlText(int line, string text, bool isPlain, string? tag) : YamlNode(line)
{
    public string Text => text;

    /// <summary>Neither quoted nor a block, so that it may be a number, a boolean or null.</summary>
    public bool IsPlain => isPlain;

    public string? Tag => tag;

    /// <summary>A merge key, as go-yaml tells it from a key of that name.</summary>
    public bool IsMerge => isPlain && tag is null && text == "<<";
}

internal sealed class YamlList(int line, IReadOnlyList<YamlNode> items) : YamlNode(line)
{
    public IReadOnlyList<YamlNode> Items => items;
}

internal sealed class YamlMap(int line, IReadOnlyList<KeyValuePair<YamlNode, YamlNode>> entries) : YamlNode(line)
{
    public IReadOnlyList<KeyValuePair<YamlNode, YamlNode>> Entries => entries;
}

/// <summary>One document: its root, and what its nodes cost when each is written once (the measure of what aliases add).</summary>
internal sealed record YamlDocument(YamlNode Root, long Cost);

/// <summary>Something wrong with the YAML, at a line. Thrown by the readers of this folder, caught where a document is read.</summary>
internal sealed class YamlFaultException(int line, string message) : Exception(message)
{
    public int Line => line;
}
