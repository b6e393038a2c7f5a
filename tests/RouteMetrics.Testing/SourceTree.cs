namespace RouteMetrics.Testing;

/// <summary>Files of the repository that this test was built in, and of the folder <c>shared</c> beside it or above, where there is one.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Up(AppContext.BaseDirectory, static folder => File.Exists(Path.Combine(folder, "RouteMetricsWebhook.sln")) ? folder : null)
        ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the repository; run the tests where they were built");

    /// <summary>The program to start: the launcher, which builds it, or the file that <c>ROUTE_METRICS_PROGRAM</c> names, such as the one that is shipped.</summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("ROUTE_METRICS_PROGRAM") is { Length: > 0 } program ? Path.GetFullPath(program) : PathOf("route-metrics");

    public static string Golden { get; } = PathOf("tests/RouteMetrics.Webhook.Tests/Golden");

    public static string Samples { get; } = PathOf("src/RouteMetrics.Webhook/Samples");

    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>Null where nobody has put it.</summary>
    public static string? Shared(string path) => Up(Root, folder => Path.Combine(folder, "shared", path) is var shared && Path.Exists(shared) ? shared : null);

    private static string? Up(string? folder, Func<string, string?> found)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder.TrimEnd('/')))
        {
            if (found(folder) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }
}
