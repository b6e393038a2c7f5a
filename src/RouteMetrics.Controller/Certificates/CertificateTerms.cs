using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Controller.Certificates;

/// <summary>The names and lifetimes of certificates, and when this replica replaces them.</summary>
internal sealed record CertificateTerms(IReadOnlyList<string> Names, CertificateLifetimes Lifetimes)
{
    /// <summary>The part of a certificate's life by which this replica renews it before the others do.</summary>
    public double Earliness { get; init; }

    /// <summary>After two thirds of its life, or a little before. Replicas with other terms agree on it.</summary>
    public DateTimeOffset DueTime(X509Certificate2 certificate)
    {
        var (first, last) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return new(first + ((last - first) * ((2.0 / 3) - Earliness)));
    }

    public static bool IsValid(X509Certificate2 certificate, DateTimeOffset now) =>
        now.UtcDateTime >= certificate.NotBefore.ToUniversalTime() && now.UtcDateTime <= certificate.NotAfter.ToUniversalTime();
}
