namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>Files of the repository that this test was built in.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Golden { get; } = Path.Combine(Root, "tests", "RouteMetrics.Webhook.Tests", "Golden");

    public static string Samples { get; } = Path.Combine(Root, "src", "RouteMetrics.Webhook", "Samples");

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "RouteMetricsWebhook.sln")) ? folder : Find(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
