using System.Text.Json;

namespace RouteMetrics.Documents.Json;

/// <summary>How deeply JSON may nest that the API server has read before.</summary>
public static class JsonDepth
{
    /// <summary>
    /// What the API server itself reads: maxNestingDepth of Go's encoding/json, which sigs.k8s.io/json is made of, and of json-iterator
    /// before Kubernetes 1.22. An object that we refused to read for its depth would pass unjudged.
    /// </summary>
    public const int OfObject = 10_000;

    /// <summary>With what it comes in: two levels in lists and reviews.</summary>
    public static readonly JsonReaderOptions Wrapped = new() { MaxDepth = OfObject + 2 };
}
