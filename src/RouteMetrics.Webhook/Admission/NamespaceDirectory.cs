using System.Collections.Concurrent;
using RouteMetrics.Core.Mesh;

namespace RouteMetrics.Webhook.Admission;

/// <summary>
/// The labels of the namespaces that are known, for the mode of the routes in them. Thread-safe. What has not been learnt has no labels, and so
/// the default mode.
/// </summary>
public sealed class NamespaceDirectory
{
    /// <summary>Six times what Kubernetes is tested with (10,000 namespaces in a cluster); beyond it nothing more is learnt.</summary>
    private const int Limit = 65_536;

    private readonly ConcurrentDictionary<string, NamespaceResource> known = new(StringComparer.Ordinal);

    /// <summary>The Namespace of this name; without labels if it is not known.</summary>
    public NamespaceResource this[string name] =>
        known.TryGetValue(name, out var resource) ? resource : new(name, NoLabels);

    private static IReadOnlyDictionary<string, string> NoLabels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public void Learn(NamespaceResource resource)
    {
        if (known.ContainsKey(resource.Name) || known.Count < Limit)
        {
            known[resource.Name] = resource;
        }
    }

    public void Forget(string name) => known.TryRemove(name, out _);

    /// <summary>Learns from a request about a Namespace that was allowed. A dry run teaches nothing: it does not come true.</summary>
    public void Observe(AdmissionRequest request)
    {
        if (request.DryRun || request.SubResource.Length > 0 || request.Resource is not { Group: "", Resource: "namespaces" })
        {
            return;
        }

        if (request.Operation is AdmissionOperation.Delete)
        {
            Forget(request.Name);
        }
        else if (!request.Object.IsEmpty)
        {
            LearnNamed(ReviewedNamespace.Of(request));
        }
    }

    private void LearnNamed(ReviewedNamespace reviewed)
    {
        if (reviewed.Metadata.HasName)
        {
            Learn(reviewed.Resource);
        }
    }
}
