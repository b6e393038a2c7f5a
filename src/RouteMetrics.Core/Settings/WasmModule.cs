namespace RouteMetrics.Core.Settings;

/// <summary>The module of the WasmPlugins: which one, where proxies download it, and what they have to get.</summary>
public sealed record WasmModule
{
    /// <summary>Istio's build of istio/proxy 359dcd3a, at the address Istio moved to; the old bucket ends in December 2026.</summary>
    private const string IstiosUrl = "https://blob.istio.io/istio-build/proxy/attributegen-359dcd3a19f109c50e97517fe6b1e2676e870c4d.wasm";

    private const string IstiosSha256 = "3c807c3f48af481e4dda7d9fe54364d921bb7e88122765f67f6c9b9cb28a52a6";

    /// <summary>
    /// A configuration with an address or a digest of its own and no kind is of attributegen: it was the only one when these settings came.
    /// </summary>
    public ModuleKind Kind { get; init; } = ModuleKind.Builtin;

    /// <summary>Empty: where that kind is, unless users have it elsewhere.</summary>
    public string Url { get; init; } = "";

    /// <summary>
    /// 64 lower-case hexadecimal digits; empty: those of the kind. Of an OCI image it is the digest of its manifest, not of the module in it
    /// (istio pkg/wasm/imagefetcher.go): then empty is the one that the address ends with.
    /// </summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Whether istiod can fetch a module from there (istio/api extensions/v1alpha1/wasm.proto): without a scheme it is oci.</summary>
    public static bool IsAddress(string url) =>
        url.Length > 0
        && !url.Any(char.IsWhiteSpace)
        && (!url.Contains("://", StringComparison.Ordinal)
            || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "file" or "http" or "https" or "oci"));

    /// <summary>Whether it is an OCI image that does not end with <c>@sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public static bool IsImageWithoutDigest(string url) => IsImage(url) && DigestIn(url).Length == 0;

    /// <summary>Whether it asks at a mirror of this program's module for the digest of attributegen.</summary>
    public bool IsOfOtherKind => Kind == ModuleKind.Attributegen && Sha256.Length == 0 && BuiltinModule.IsFile(Url);

    internal WasmModule Resolve(string ownNamespace)
    {
        var isBuiltin = Kind == ModuleKind.Builtin;
        return this with
        {
            Url = Url.Length > 0 ? Url : isBuiltin ? BuiltinModule.UrlIn(ownNamespace) : IstiosUrl,
            Sha256 = Sha256.Length > 0 ? Sha256 : IsImage(Url) ? DigestIn(Url) : isBuiltin ? BuiltinModule.Sha256 : IstiosSha256,
        };
    }

    private static bool IsImage(string url) =>
        url.Length > 0 && (!url.Contains("://", StringComparison.Ordinal) || url.StartsWith("oci://", StringComparison.Ordinal));

    private static string DigestIn(string url)
    {
        const string mark = "@sha256:";
        var at = url.LastIndexOf(mark, StringComparison.Ordinal);
        var digest = at < 0 ? "" : url[(at + mark.Length)..];
        return digest.Length == IstiosSha256.Length && digest.All(char.IsAsciiHexDigitLower) ? digest : "";
    }
}

/// <summary>Which module evaluates the conditions.</summary>
public enum ModuleKind
{
    /// <summary>That of this program, which it serves itself: <c>module/</c>.</summary>
    Builtin,

    /// <summary>Istio's attributegen, as it was built last, in 2023.</summary>
    Attributegen,
}
