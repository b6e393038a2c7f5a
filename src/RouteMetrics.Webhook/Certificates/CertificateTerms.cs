using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Webhook.Certificates;

/// <summary>How long certificates live and when they are replaced.</summary>
internal sealed record CertificateTerms(IReadOnlyList<string> Names)
{
    /// <summary>
    /// A CA is replaced when a third of its life is left; a leaf that it has signed just before that must still fit into that third, so it has to live
    /// three times as long as a leaf or longer.
    /// </summary>
    public TimeSpan AuthorityLife { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Renewed when a third of it is left: thirty days in which a renewal that fails can be mended.</summary>
    public TimeSpan LeafLife { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long an old CA is trusted after the first leaf of the new one. Replicas change over as soon as they see the Secret, so this is how long one may
    /// be cut off from the API server that calls it.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A part of their life, by which this replica replaces certificates before the others do.</summary>
    public double Earliness { get; init; }

    /// <summary>How long API servers may take to see a changed webhook configuration: their watches need far less than a minute.</summary>
    public TimeSpan Propagation => Overlap / 4 < TimeSpan.FromMinutes(1) ? Overlap / 4 : TimeSpan.FromMinutes(1);

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
