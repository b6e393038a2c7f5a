using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// The connection pool for the current client certificate and CAs. When one of them changes, or a connection may be dead, new requests get
/// a new pool; running ones complete on the old one.
/// </summary>
internal sealed class ApiConnections(ClusterConnection connection) : IDisposable
{
    private readonly Lock gate = new();
    private Pool? pool;
    private bool isDisposed;

    public HttpMessageInvoker For(Credential credential)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            connection.Trust.Look();
            if (pool?.Certificate != credential.Certificate || pool?.Authorities != connection.Trust.Authorities)
            {
                Drop();
            }

            pool ??= new(credential.Certificate, connection.Trust.Authorities, Open(credential.Certificate));
            return pool.Invoker;
        }
    }

    /// <summary>
    /// A request on these connections was not answered: they may be dead, so new ones are opened.
    /// </summary>
    public void Drop(HttpMessageInvoker suspect)
    {
        lock (gate)
        {
            if (pool?.Invoker == suspect)
            {
                Drop();
            }
        }
    }

    /// <summary>
    /// Drops the current pool without disposing it: a request may be about to use it, and idle connections close after a minute.
    /// </summary>
    public void Drop()
    {
        lock (gate)
        {
            pool = null;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
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

        // Detects a dead peer within 15 s (client-go takes 45).
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    });

    private sealed record Pool(
        SslStreamCertificateContext? Certificate, X509Certificate2Collection? Authorities, HttpMessageInvoker Invoker);
}
