namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>What <c>kubectl kustomize</c> makes of a folder: the manifests of kinds that this API server serves, and the kinds of the others.</summary>
internal sealed record Kustomization(string Manifests, IReadOnlyList<string> UnservedKinds)
{
    private const string Separator = "\n---\n";

    public static async Task<Kustomization> BuildAsync(ControlPlane cluster, string folder)
    {
        List<string> served = [];
        List<string> unserved = [];
        foreach (var document in (await cluster.Kubectl.OutputAsync($"kustomize {SourceTree.PathOf(folder)}")).Split(Separator))
        {
            var (version, kind) = (FieldOf(document, "apiVersion"), FieldOf(document, "kind"));
            var isServed = await IsServedAsync(cluster.Api, version, kind);
            (isServed ? served : unserved).Add(isServed ? document : $"{version} {kind}");
        }

        return new(string.Join(Separator, served), [.. unserved.Distinct()]);
    }

    private static async Task<bool> IsServedAsync(ApiClient api, string version, string kind)
    {
        var answer = await api.GetAsync(version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}");
        return answer.IsSuccess && answer.Body["resources"]!.AsArray().Any(resource => (string?)resource!["kind"] == kind);
    }

    // kustomize writes block style, sorted by key, without comments.
    private static string FieldOf(string document, string field)
    {
        var prefix = $"{field}: ";
        return document.Split('\n').Single(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..];
    }
}
