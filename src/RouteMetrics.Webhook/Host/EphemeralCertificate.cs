using System.Net;
using RouteMetrics.Controller.Certificates;

namespace RouteMetrics.Webhook.Host;

/// <summary>A CA and a leaf that live as long as the process, for demos and local runs.</summary>
internal sealed record EphemeralCertificate(ServingCertificate Serving, string CaPem)
{
    // Clients refuse a leaf of more than 825 days (Apple's platforms); no ephemeral process lives that long.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(730);

    /// <summary>The leaf is for localhost, both loopback addresses, this host and the given names.</summary>
    public static EphemeralCertificate Create(IReadOnlyList<string> names, DateTimeOffset now)
    {
        var ca = CertificateAuthority.Create(Lifetime, now);
        string[] all = ["localhost", Dns.GetHostName(), .. names, IPAddress.Loopback.ToString(), IPAddress.IPv6Loopback.ToString()];
        return new(ServingCertificate.From(ca.Issue(all, Lifetime, now)), ca.Certificate.ExportCertificatePem() + "\n");
    }
}
