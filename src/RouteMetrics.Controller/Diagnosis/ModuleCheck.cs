using System.Security.Cryptography;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Diagnosis;

/// <summary>Whether the wasm module is where the proxies look, with the digest that they ask for.</summary>
internal static class ModuleCheck
{
    private const string Name = "module";

    public static async Task<Check> RunAsync(KubernetesApi api, RouteMetricsSettings settings, CancellationToken ct)
    {
        if (settings.Engine == Engine.Native)
        {
            return Check.Pass(Name, "none is needed by the native engine");
        }

        var module = settings.ModuleToLoad;
        if (!Uri.TryCreate(module.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return Check.Unknown(Name, $"{module.Url} is an image, which only the proxies fetch");
        }

        try
        {
            return Of(await ReadAsync(api, url, ct), module);
        }
        catch (Exception refused) when (refused is KubernetesApiException or HttpRequestException
            || (refused is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Check.Fail(
                Name, $"{url} cannot be downloaded: {refused.Message}",
                module.Url == BuiltinModule.UrlIn(settings.OwnNamespace)
                    ? "apply deploy/ of this version, whose Service has the port http-module, name a mirror in module.url, or use the native "
                        + "engine"
                    : "correct module.url, serve it from within the cluster (module.kind: builtin), or use the native engine");
        }
    }

    /// <summary>Whether these are the bytes.</summary>
    public static Check Of(byte[] content, WasmModule module)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        return digest == module.Sha256
            ? Check.Pass(Name, $"{module.Url}, sha256 {digest[..12]}…")
            : Check.Fail(
                Name, $"{module.Url} has the digest {digest}, not {module.Sha256}: proxies refuse it",
                "correct module.sha256 of the configuration, or serve the module that it names");
    }

    // A Service of the cluster is asked by the API server's proxy, anything else from here.
    private static async Task<byte[]> ReadAsync(KubernetesApi api, Uri url, CancellationToken ct)
    {
        if (url.Host.Split('.') is [var service, var ns, "svc", ..])
        {
            return await api.GetBytesAsync(
                $"/api/v1/namespaces/{ns}/services/{url.Scheme}:{service}:{url.Port}/proxy{url.PathAndQuery}", "get services/proxy", ct);
        }

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        return await client.GetByteArrayAsync(url, ct);
    }
}
