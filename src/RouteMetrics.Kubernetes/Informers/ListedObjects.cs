using RouteMetrics.Core.Model;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>How far a list is: so many objects of a kind have been read.</summary>
public readonly record struct ListedObjects(ResourceType Type, int Count);
