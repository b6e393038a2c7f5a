using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>What <c>kubectl kustomize</c> makes of a folder.</summary>
internal static class Kustomization
{
    private const string Separator = "\n---\n";

    private const string Component = "  - ../../components/";

    private static readonly string[] Older = ["kubernetes-1.21"];

    /// <summary>The manifests of those kinds that this API server serves.</summary>
    public static async Task<string> BuildAsync(ControlPlane cluster, string folder) => await ServedAsync(cluster, await BuildAllAsync(cluster, folder));

    /// <summary>All manifests; for an API server before 1.30 with the component that is for those.</summary>
    public static async Task<string> BuildAllAsync(ControlPlane cluster, string folder)
    {
        if (cluster.Minor >= 30)
        {
            return await cluster.Kubectl.OutputAsync($"kustomize {SourceTree.PathOf(folder)}");
        }

        var place = Directory.CreateTempSubdirectory("kustomization-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(place, "kustomization.yaml"), ForOlder(folder, place), TestContext.Current.CancellationToken);
            return await cluster.Kubectl.OutputAsync($"kustomize {place}");
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    // The base, and the components of an overlay after the one that has to be first. kustomize takes no absolute paths.
    private static string ForOlder(string folder, string place)
    {
        var own = File.ReadAllLines(Path.Combine(SourceTree.PathOf(folder), "kustomization.yaml"))
            .Where(static line => line.StartsWith(Component, StringComparison.Ordinal)).Select(static line => line[Component.Length..]);
        return $$"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources: [{{PathOf("deploy/base")}}]
            components: [{{string.Join(", ", Older.Union(own).Select(static name => $"deploy/components/{name}").Select(PathOf))}}]
            """;

        string PathOf(string path) => Path.GetRelativePath(place, SourceTree.PathOf(path));
    }

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
