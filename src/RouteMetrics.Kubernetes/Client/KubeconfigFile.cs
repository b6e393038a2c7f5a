using RouteMetrics.Core.Texts;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>One kubeconfig file: its entries by name, unread (client-go tools/clientcmd/api/v1 Config).</summary>
internal sealed record KubeconfigFile(
    string? CurrentContext,
    IReadOnlyDictionary<string, KubeconfigValue> Clusters,
    IReadOnlyDictionary<string, KubeconfigValue> Users,
    IReadOnlyDictionary<string, KubeconfigValue> Contexts)
{
    /// <summary>Null, and at least one fault, if the file cannot be read or is no YAML (of which JSON is a part).</summary>
    public static KubeconfigFile? Read(string file, List<string> faults)
    {
        if (ConnectionFile.Read(file, faults) is not { } text)
        {
            return null;
        }

        try
        {
            return YamlTreeReader.Read(text).ToList() switch
            {
                [] => new(null, None, None, None),
                [var only] => Of(KubeconfigValue.Root(only, file, faults)),
                [_, var second, ..] => Faulty($"{file}:{second.Root.Line}: one document is enough; remove the others", faults),
            };
        }
        catch (YamlFaultException fault)
        {
            return Faulty($"{file}:{fault.Line}: {fault.Message}", faults);
        }
    }

    private static Dictionary<string, KubeconfigValue> None => new(StringComparer.Ordinal);

    private static KubeconfigFile Of(KubeconfigValue root) => new(
        root.Text("current-context"),
        Named(root, "clusters", "cluster"),
        Named(root, "users", "user"),
        Named(root, "contexts", "context"));

    private static Dictionary<string, KubeconfigValue> Named(KubeconfigValue root, string list, string field)
    {
        var entries = None;
        foreach (var item in root.Items(list))
        {
            if (item.RequiredText("name") is { } name && item[field] is { } value && !entries.TryAdd(name, value))
            {
                item.Fault($"the name {OneLine.Quote(name)} is there twice; remove one of the two");
            }
        }

        return entries;
    }

    private static KubeconfigFile? Faulty(string fault, List<string> faults)
    {
        faults.Add(fault);
        return null;
    }
}
