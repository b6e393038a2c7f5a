using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// The pool of connections of the client certificate and the CAs of now. When one of them changes, or a connection is suspected to be dead,
/// new requests get a new pool; what runs on the old one goes on to its end there.
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
    /// A request over these connections was not answered: new ones are opened, as a dead one is not always known to be so.
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
    /// As above, of those of now. They are not disposed: somebody may be about to use them, and idle ones close by themselves after a
    /// minute.
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

        // A peer that is gone without a word is noticed within 15 s (client-go takes 45).
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    });

    private sealed record Pool(
        SslStreamCertificateContext? Certificate, X509Certificate2Collection? Authorities, HttpMessageInvoker Invoker);
}
