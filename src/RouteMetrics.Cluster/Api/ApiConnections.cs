using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Cluster.Api;

/// <summary>
/// The pool of connections of the client certificate and the CAs of now. When one of them changes new requests get a new pool; what runs on the old one
/// comes to its end there.
/// </summary>
internal sealed class ApiConnections(ClusterConnection connection) : IDisposable
{
    private readonly Lock gate = new();
    private Pool? pool;

    public HttpMessageInvoker For(Credential credential)
    {
        lock (gate)
        {
            connection.Trust.Look();
            if (pool is null || pool.Certificate != credential.Certificate || pool.Authorities != connection.Trust.Authorities)
            {
                pool?.Invoker.Dispose();
                pool = new(credential.Certificate, connection.Trust.Authorities, Open(credential.Certificate));
            }

            return pool.Invoker;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            pool?.Invoker.Dispose();
        }
    }

    private HttpMessageInvoker Open(SslStreamCertificateContext? certificate) => new(new SocketsHttpHandler
    {
        SslOptions = connection.Trust.Options(certificate),
        Proxy = connection.Proxy is { } proxy ? new WebProxy(proxy) : null,
        UseProxy = !connection.IsDirect,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // Spreads over the API servers behind one address, and follows those that move.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),

        // As client-go: a peer that is gone without a word is noticed within 45 s.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    });

    private sealed record Pool(SslStreamCertificateContext? Certificate, X509Certificate2Collection? Authorities, HttpMessageInvoker Invoker);
}
