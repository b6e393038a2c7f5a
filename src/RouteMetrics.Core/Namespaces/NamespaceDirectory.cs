using System.Collections.Concurrent;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Namespaces;

/// <summary>
/// The labels of known namespaces that matter to their routes: the mode and the opt-out. Thread-safe. An unknown namespace has no labels,
/// so it has the default mode. What it is taught has to come from the cluster, or from a client that has proved to be an API server.
/// </summary>
public sealed class NamespaceDirectory
{
    /// <summary>Six times what Kubernetes is tested with (10,000 namespaces in a cluster); beyond it nothing more is learnt.</summary>
    private const int Limit = 65_536;

    /// <summary>Of the name of a namespace and of the value of a label; the API server sees to it only after mutation.</summary>
    private const int LongestText = 63;

    private readonly ConcurrentDictionary<string, NamespaceResource> known = new(StringComparer.Ordinal);
    private volatile bool followsCluster;

    /// <summary>What is learnt comes from the cluster alone.</summary>
    public bool FollowsCluster => followsCluster;

    /// <summary>The Namespace of this name; without labels if it is not known.</summary>
    public NamespaceResource this[string name] =>
        known.TryGetValue(name, out var resource) ? resource : new(name, NoLabels);

    private static IReadOnlyDictionary<string, string> NoLabels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Replaces everything. From now on only the cluster teaches: a request may still be denied by someone else.</summary>
    public void Follow(IEnumerable<NamespaceResource> all)
    {
        followsCluster = true;
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in all)
        {
            there.Add(resource.Name);
            Learn(resource);
        }

        foreach (var gone in known.Keys.Where(name => !there.Contains(name)))
        {
            Forget(gone);
        }
    }

    public void Learn(NamespaceResource resource)
    {
        var labels = resource.Labels.Where(IsRead).ToDictionary(StringComparer.Ordinal);
        if (labels.Count == 0)
        {
            Forget(resource.Name);
        }
        else if (resource.Name.Length <= LongestText && (known.ContainsKey(resource.Name) || known.Count < Limit))
        {
            known[resource.Name] = new(resource.Name, labels);
        }
    }

    public void Forget(string name) => known.TryRemove(name, out _);

    private static bool IsRead(KeyValuePair<string, string> label) =>
        label.Key is IstioLabels.Mode or IstioLabels.Enabled && label.Value.Length <= LongestText;
}
