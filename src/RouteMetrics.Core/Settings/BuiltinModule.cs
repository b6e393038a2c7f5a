using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Settings;

/// <summary>The module that comes with this program: <c>module/route-labels.wasm</c>. A test holds the digest to the file.</summary>
public static class BuiltinModule
{
    public const string Sha256 = "99f70641b2407253787776a3908946343dbb1337b972b5a4005d3cbb0bb95ce2";

    /// <summary>With its digest, so that another version is another address, which no proxy has cached.</summary>
    public const string Path = $"{Folder}{Sha256}{File}";

    /// <summary>The Service of our manifests, in the program's own namespace.</summary>
    public const string Service = "route-metrics";

    /// <summary>The name of its port for modules (deploy/base/20-service.yaml).</summary>
    public const string PortName = "http-module";

    private const string Folder = "/modules/";

    private const string File = "/route-labels.wasm";

    /// <summary>The port of the Service and of the program.</summary>
    private const int Port = 8080;

    /// <summary>Where proxies of the cluster find it: at the Service of our manifests.</summary>
    public static string UrlIn(string ownNamespace) => $"http://{HostIn(ownNamespace)}{Path}";

    /// <summary>Name and port of that Service.</summary>
    public static string HostIn(string ownNamespace) => $"{Service}.{ownNamespace}.svc:{Port}";

    /// <summary>Whether a module of this program, of any version, has this path.</summary>
    public static bool IsPath(string path) =>
        path.Length == Path.Length
        && path.StartsWith(Folder, StringComparison.Ordinal)
        && path.EndsWith(File, StringComparison.Ordinal)
        && path[Folder.Length..^File.Length].All(char.IsAsciiHexDigitLower);

    /// <summary>Whether this address, of a mirror, ends with the name of the module's file.</summary>
    public static bool IsFile(string url) => url.EndsWith(File, StringComparison.Ordinal);

    /// <summary>The module of a WasmPlugin whose proxies fetch it from this program.</summary>
    public static PluginModule In(string ownNamespace) => new(UrlIn(ownNamespace), Sha256);
}
