namespace RouteMetrics.Core.Model;

/// <summary>A Namespace: its name and labels.</summary>
public sealed record NamespaceResource(string Name, IReadOnlyDictionary<string, string> Labels);
