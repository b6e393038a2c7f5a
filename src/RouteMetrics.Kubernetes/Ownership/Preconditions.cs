using k8s.Models;

namespace RouteMetrics.Kubernetes.Ownership;

/// <summary>A deletion applies to this version of this object only, not to a successor or a later version.</summary>
public sealed record Preconditions
{
    /// <summary>Throws <see cref="ArgumentException"/> if one of the two is empty: it would not be a condition.</summary>
    public Preconditions(string uid, string resourceVersion)
    {
        ArgumentException.ThrowIfNullOrEmpty(uid);
        ArgumentException.ThrowIfNullOrEmpty(resourceVersion);
        (Uid, ResourceVersion) = (uid, resourceVersion);
    }

    public string Uid { get; }

    public string ResourceVersion { get; }

    internal V1Preconditions ToModel() => new() { Uid = Uid, ResourceVersion = ResourceVersion };
}
