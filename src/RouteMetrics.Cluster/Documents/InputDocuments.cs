using RouteMetrics.Core.Mesh;

namespace RouteMetrics.Cluster.Documents;

/// <summary>What <c>-f</c> holds: the objects read, and an error for each document that could not be (file, line where known, what, fix).</summary>
public sealed record InputDocuments(MeshState State, IReadOnlyList<string> Errors)
{
    /// <summary>
    /// Reads files, folders (every .yaml, .yml, .json in ordinal order, not recursive) and <c>-</c> (the given standard input): YAML or JSON, several documents, kinds
    /// <c>List</c> and <c>*List</c> included. Kinds other than Namespace, Service, Gateway and HTTPRoute are skipped silently.
    /// </summary>
    public static InputDocuments Read(IReadOnlyList<string> paths, Stream standardInput) => throw new System.Diagnostics.UnreachableException();
}
