using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Testing;

/// <summary>Connections of kubeconfig texts.</summary>
internal static class Connection
{
    public static ClusterConnection Of(string kubeconfig)
    {
        using var folder = new TestFolder();
        List<string> faults = [];
        var connection = ClusterConnection.FromKubeconfig(folder.Write("config", kubeconfig), null, faults);
        Assert.Empty(faults);
        return connection!;
    }

    /// <summary>The faults of a kubeconfig that cannot be used; the name of its file is <c>config</c> in them.</summary>
    public static IReadOnlyList<string> FaultsOf(string kubeconfig, string? context = null)
    {
        using var folder = new TestFolder();
        List<string> faults = [];
        Assert.Null(ClusterConnection.FromKubeconfig(folder.Write("config", kubeconfig), context, faults));
        Assert.NotEmpty(faults);
        return [.. faults.Select(fault => fault.Replace(folder.Path + "/", "", StringComparison.Ordinal))];
    }
}
