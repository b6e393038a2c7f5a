using RouteMetrics.Core.Namespaces;

namespace RouteMetrics.Admission;

/// <summary>
/// Learns namespaces from reviews if there is no cluster to watch. Only from those of the API server: anybody else could take a namespace
/// out of the policy by a label.
/// </summary>
public static class ObservedNamespaces
{
    /// <summary>Learns from an allowed request about a Namespace. A dry run changes nothing, so it is ignored.</summary>
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
