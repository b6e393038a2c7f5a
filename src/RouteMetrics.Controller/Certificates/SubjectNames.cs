using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Controller.Certificates;

/// <summary>The DNS names and IP addresses that a leaf is for: its subject alternative names.</summary>
internal static class SubjectNames
{
    public static X509Extension Extension(IReadOnlyList<string> names)
    {
        var subject = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                subject.AddIpAddress(address);
            }
            else
            {
                subject.AddDnsName(name);
            }
        }

        return subject.Build();
    }

    /// <summary>First the DNS names; none if it has no such extension.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 leaf) =>
        leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SingleOrDefault() is { } names ? In(names) : [];

    /// <summary>The names by which a Service is called, and others, spelled as a certificate spells them.</summary>
    public static IReadOnlyList<string> OfService(string service, string ns, IReadOnlyList<string> others) =>
        In(new(Extension([$"{service}.{ns}.svc", $"{service}.{ns}.svc.cluster.local", $"{service}.{ns}", .. others]).RawData));

    private static IReadOnlyList<string> In(X509SubjectAlternativeNameExtension names) =>
        [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
}
