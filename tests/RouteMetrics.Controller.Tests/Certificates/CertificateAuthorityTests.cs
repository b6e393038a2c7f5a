using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RouteMetrics.Controller.Certificates;

namespace RouteMetrics.Controller.Tests.Certificates;

public sealed class CertificateAuthorityTests
{
    private static readonly DateTimeOffset Now = RotationSimulation.Epoch;
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    [Fact]
    public void A_CA_may_sign_leaves_and_nothing_else()
    {
        var ca = CertificateAuthority.Create(Year, Now).Certificate;
        var constraints = Assert.Single(ca.Extensions.OfType<X509BasicConstraintsExtension>());
        Assert.Equal((true, true, true, 0), (constraints.Critical, constraints.CertificateAuthority, constraints.HasPathLengthConstraint, constraints.PathLengthConstraint));
        var usage = Assert.Single(ca.Extensions.OfType<X509KeyUsageExtension>());
        Assert.Equal((true, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign), (usage.Critical, usage.KeyUsages));
        var keyId = Assert.Single(ca.Extensions.OfType<X509SubjectKeyIdentifierExtension>()).SubjectKeyIdentifier!;
        Assert.Equal($"CN=route-metrics CA {keyId[..8]}", ca.Subject);
        Assert.Equal((Now.AddHours(-1), Now.AddDays(365)), Life(ca));
        Assert.True(CertificateAuthority.IsOurs(ca));
    }

    [Fact]
    public void A_leaf_is_for_servers_of_its_names()
    {
        var ca = CertificateAuthority.Create(Year, Now);
        var leaf = ca.Issue(["route-metrics.route-metrics.svc", "10.0.0.1", "fd00::1", "ROUTE-METRICS.route-metrics.svc"], TimeSpan.FromDays(90), Now);
        Assert.Equal(["route-metrics.route-metrics.svc", "10.0.0.1", "fd00::1"], SubjectNames.Of(leaf));
        Assert.Equal(["1.3.6.1.5.5.7.3.1"], leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(usage => usage.Value));
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Single(leaf.Extensions.OfType<X509SubjectKeyIdentifierExtension>());
        Assert.Equal((Now.AddHours(-1), Now.AddDays(90)), Life(leaf));
        Assert.Equal("1.2.840.10045.3.1.7", leaf.GetECDsaPublicKey()!.ExportParameters(false).Curve.Oid.Value);
        Assert.True(leaf.HasPrivateKey);
        Assert.Equal(0, leaf.GetSerialNumber()[^1] & 0x80);
        Assert.True(CertificateAuthority.IsIssuedBy(leaf, ca.Certificate));
        Assert.False(CertificateAuthority.IsOurs(leaf));
    }

    [Fact]
    public void A_leaf_lives_within_the_life_of_its_CA()
    {
        var ca = CertificateAuthority.Create(Year, Now);
        var late = ca.Issue(["a"], TimeSpan.FromDays(90), Now.AddDays(364));
        Assert.Equal((Now.AddDays(364).AddHours(-1), Now.AddDays(365)), Life(late));
        var early = ca.Issue(["a"], TimeSpan.FromDays(90), Now.AddMinutes(-30));
        Assert.Equal((Now.AddHours(-1), Now.AddDays(90).AddMinutes(-30)), Life(early));
    }

    [Fact]
    public void A_short_life_is_not_back_dated_for_most_of_it()
    {
        var ca = CertificateAuthority.Create(TimeSpan.FromSeconds(100), Now);
        Assert.Equal((Now.AddSeconds(-10), Now.AddSeconds(100)), Life(ca.Certificate));
    }

    [Fact]
    public void The_issuer_is_told_from_other_CAs()
    {
        var (ca, other) = (CertificateAuthority.Create(Year, Now), CertificateAuthority.Create(Year, Now));
        Assert.False(CertificateAuthority.IsIssuedBy(ca.Issue(["a"], Year, Now), other.Certificate));
        Assert.NotEqual(ca.Certificate.Subject, other.Certificate.Subject);
    }

    private static (DateTimeOffset From, DateTimeOffset To) Life(X509Certificate2 certificate) => (new(certificate.NotBefore), new(certificate.NotAfter));
}
