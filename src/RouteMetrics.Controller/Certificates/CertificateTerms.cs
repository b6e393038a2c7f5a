using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Controller.Certificates;

/// <summary>For which names leaves are issued, how long certificates live, and when this replica replaces them.</summary>
internal sealed record CertificateTerms(IReadOnlyList<string> Names, CertificateLifetimes Lifetimes)
{
    /// <summary>A part of their life, by which this replica replaces certificates before the others do.</summary>
    public double Earliness { get; init; }

    /// <summary>When it is to be replaced: after two thirds of its life, or a little before. Depends on it alone, so that replicas of other terms agree.</summary>
    public DateTimeOffset DueTime(X509Certificate2 certificate)
    {
        var (first, last) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return new(first + ((last - first) * ((2.0 / 3) - Earliness)));
    }

    /// <summary>Whether clients accept it at this time.</summary>
    public static bool IsValid(X509Certificate2 certificate, DateTimeOffset now) =>
        now.UtcDateTime >= certificate.NotBefore.ToUniversalTime() && now.UtcDateTime <= certificate.NotAfter.ToUniversalTime();
}
