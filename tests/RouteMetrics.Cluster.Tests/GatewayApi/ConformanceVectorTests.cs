using System.Text;
using System.Text.Json;
using RouteMetrics.Cluster.Documents;
using RouteMetrics.Cluster.GatewayApi;

namespace RouteMetrics.Cluster.Tests.GatewayApi;

/// <summary>Routes of the Gateway API conformance suite, where the folder with them lies beside the repository or is named by ROUTE_METRICS_SHARED.</summary>
public sealed class ConformanceVectorTests
{
    [Fact]
    public void Every_route_of_the_conformance_vectors_is_read_without_faults()
    {
        Assert.SkipWhen(Folder() is null, "no folder shared/vectors beside the repository");
        var routes = 0;
        foreach (var file in Directory.EnumerateFiles(Folder()!, "*.json"))
        {
            using var vectors = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var route in vectors.RootElement.GetProperty("routes").EnumerateArray())
            {
                var (read, faults) = Reading.Read(HttpRouteReader.Read, route.GetRawText());

                Assert.Empty(faults);
                Assert.Equal(route.GetProperty("metadata").GetProperty("name").GetString(), read.Key.Name);
                Assert.NotEmpty(read.Rules);
                routes++;
            }

            var others = vectors.RootElement.GetProperty("other").GetRawText();
            var input = InputDocuments.Read(["-"], new MemoryStream(Encoding.UTF8.GetBytes(others)));
            Assert.DoesNotContain(input.Errors, error => !error.Contains("holds no object", StringComparison.Ordinal));
        }

        Assert.True(routes > 10, $"only {routes} routes");
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("ROUTE_METRICS_SHARED") is { } named)
        {
            return Path.Combine(named, "vectors");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var vectors = Path.Combine(folder.FullName, "shared", "vectors");
            if (Directory.Exists(vectors))
            {
                return vectors;
            }
        }

        return null;
    }
}
