using RouteMetrics.Core.Namespaces;

namespace RouteMetrics.Admission;

/// <summary>What reviews teach about namespaces, where there is no cluster to learn it from.</summary>
public static class ObservedNamespaces
{
    /// <summary>Learns from a request about a Namespace that was allowed. A dry run teaches nothing: it does not come true.</summary>
    public static void Observe(this NamespaceDirectory directory, AdmissionRequest request)
    {
        if (directory.FollowsCluster
            || request.DryRun
            || request.SubResource.Length > 0
            || request.Resource is not { Group: "", Resource: "namespaces" })
        {
            return;
        }

        if (request.Operation is AdmissionOperation.Delete)
        {
            directory.Forget(request.Name);
        }
        else if (!request.Object.IsEmpty && ReviewedObject.Of<ReviewedNamespace>(request) is { Metadata.HasName: true } reviewed)
        {
            directory.Learn(reviewed.Resource);
        }
    }
}
