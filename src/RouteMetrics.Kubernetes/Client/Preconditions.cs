using k8s.Models;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>Which state of which object is deleted; what came in its place, or what it has become since, stays.</summary>
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
