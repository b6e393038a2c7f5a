using System.Text;
using System.Text.Json;
using RouteMetrics.Documents.Files;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Documents.Tests.Json;

/// <summary>Routes of the Gateway API conformance suite, where the folder with them lies beside the repository or is named by ROUTE_METRICS_SHARED.</summary>
public sealed class ConformanceVectorTests
{
    [Fact]
    public void Every_route_of_the_conformance_vectors_is_read_without_faults()
    {
        if (Folder() is not { } folder)
        {
            // Without them one route in the same form stands for all, so that the test never passes for nothing.
            var (podinfo, none) = Reading.Read(Reading.HttpRoute, """
                {"metadata": {"name": "podinfo"}, "spec": {"rules": [{"matches": [{"path": {"type": "Exact", "value": "/healthz"}, "method": "GET"}]}]}}
                """);
            Assert.Empty(none);
            Assert.Equal(("podinfo", "GET"), (podinfo.Key.Name, podinfo.Rules[0].Matches[0].Method));
            return;
        }

        var routes = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            using var vectors = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var route in vectors.RootElement.GetProperty("routes").EnumerateArray())
            {
                var (read, faults) = Reading.Read(Reading.HttpRoute, route.GetRawText());

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
