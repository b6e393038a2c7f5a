using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>What <c>kubectl kustomize</c> makes of a folder.</summary>
internal static class Kustomization
{
    private const string Separator = "\n---\n";

    /// <summary>The manifests of those kinds that this API server serves.</summary>
    public static async Task<string> BuildAsync(ControlPlane cluster, string folder) =>
        await ServedAsync(cluster, await cluster.Kubectl.OutputAsync($"kustomize {SourceTree.PathOf(folder)}"));

    /// <summary>The same of what was built elsewhere.</summary>
    public static async Task<string> ServedAsync(ControlPlane cluster, string built)
    {
        List<string> served = [];
        foreach (var document in built.Split(Separator))
        {
            if (await IsServedAsync(cluster.Api, FieldOf(document, "apiVersion"), FieldOf(document, "kind")))
            {
                served.Add(document);
            }
        }

        return string.Join(Separator, served);
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
