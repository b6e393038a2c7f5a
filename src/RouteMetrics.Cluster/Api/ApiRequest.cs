using System.Net.Http.Headers;

namespace RouteMetrics.Cluster.Api;

/// <summary>One request. <paramref name="What"/> is what messages call it: the verb as RBAC has it, the resource, the object.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path, string What)
{
    public static readonly MediaTypeHeaderValue Json = new("application/json");

    public static readonly MediaTypeHeaderValue JsonPatch = new("application/json-patch+json");

    // JSON is YAML; the API server takes no other media type for server-side apply.
    public static readonly MediaTypeHeaderValue Apply = new("application/apply-patch+yaml");

    public byte[]? Body { get; init; }

    public MediaTypeHeaderValue ContentType { get; init; } = Json;

    /// <summary>Until the answer begins; once more for its body.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often it is sent while the server asks to come back later.</summary>
    public int Tries { get; init; } = 4;

    /// <summary>Not held back by the rate limit.</summary>
    public bool IsUrgent { get; init; }
}
