namespace RouteMetrics.Documents.Yaml;

/// <summary>
/// Bounds what a document can become: each of its nodes once, and what aliases and merge keys add to that. Nine lists of nine aliases each
/// ("billion laughs") would be gigabytes.
/// </summary>
internal sealed class YamlBudget(YamlDocument document)
{
    /// <summary>Nodes and characters that aliases may add; real manifests repeat a few labels.</summary>
    public const long MaxExpansion = 4 * 1024 * 1024;

    private long left = document.Cost + MaxExpansion;

    public void Spend(YamlNode node)
    {
        left -= YamlTreeReader.CostOf(node);
        if (left < 0)
        {
            throw new YamlFaultException(node.Line, $"aliases expand to more than {MaxExpansion} characters; write the values out");
        }
    }
}
