namespace RouteMetrics.Core.Settings;

/// <summary>The module that comes with this program: <c>module/route-labels.wasm</c>. A test holds the digest to the file.</summary>
public static class BuiltinModule
{
    public const string Sha256 = "c283453b124a11fd3aa7801b8f68701007e36560f494aa418737b3ef099b287a";

    /// <summary>With its digest, so that another version is another address, which no proxy has cached.</summary>
    public const string Path = $"/modules/{Sha256}/route-labels.wasm";

    /// <summary>The port of the Service and of the program (deploy/components/builtin-module).</summary>
    private const int Port = 8080;

    /// <summary>Where proxies of the cluster find it: at the Service of our manifests.</summary>
    public static string UrlIn(string ownNamespace) => $"http://route-metrics.{ownNamespace}.svc:{Port}{Path}";
}
