namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>Commands of the pages that no test of this project can run, each with the reason, and with what runs it instead.</summary>
internal static class CommandsNotRun
{
    private const string Image = "needs Docker and a registry; scripts/checks/image-builds-and-serves follows the Dockerfile without";
    private const string Cluster = "needs a cluster with nodes";
    private const string Plugin = "needs a cluster; ";

    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
