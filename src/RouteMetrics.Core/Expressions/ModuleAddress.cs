namespace RouteMetrics.Core.Expressions;

/// <summary>Where the <c>url</c> of a WasmPlugin gets its module from (istio/api extensions/v1alpha1/wasm.proto).</summary>
internal static class ModuleAddress
{
    /// <summary>Addresses that the Istio project is leaving, or that end in December 2026 (istio/istio issue 61467).</summary>
    private static readonly string[] Retired =
    [
        "storage.googleapis.com/istio-build/", "storage.googleapis.com/istio-release/", "storage.cloud.google.com/istio-", "gcr.io/istio-",
        "registry.istio.io/",
    ];

    /// <summary>Whether it is downloaded: anything but a file of the proxy; without a scheme it is an OCI image.</summary>
    public static bool IsRemote(string url) => url.Length > 0 && !url.StartsWith("file://", StringComparison.Ordinal);

    public static bool IsRetired(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var place = scheme < 0 ? url : url[(scheme + 3)..];
        return Retired.Any(retired => place.StartsWith(retired, StringComparison.OrdinalIgnoreCase));
    }
}
