using System.Text;
using k8s;
using k8s.Models;
using RouteMetrics.Controller.Certificates;
using RouteMetrics.Testing;

namespace RouteMetrics.Controller.Tests.Certificates;

public sealed class SecretTests
{
    private static readonly DateTimeOffset Now = RotationSimulation.Epoch;
    private static readonly TlsSecret Content = TlsSecret.Create(RotationSimulation.Terms, [], Now);

    [Fact]
    public void What_is_written_is_read()
    {
        var written = Content.WithNewSigner(RotationSimulation.Terms, Now);
        var read = Assert.IsType<SecretState.Readable>(SecretReader.Read(Secret(written))).Content;
        Assert.Equal(written.Bundle, read.Bundle);
        Assert.Equal(written.Signer.Certificate.Thumbprint, read.Signer.Certificate.Thumbprint);
        Assert.Equal(written.Leaf.Thumbprint, read.Leaf.Thumbprint);
        Assert.True(read.Leaf.HasPrivateKey);
        Assert.False(read.IsLeafOfSigner);
        Assert.True(read.WithNewLeaf(RotationSimulation.Terms, ["a"], Now).IsLeafOfSigner);
    }

    [Fact]
    public void A_Secret_is_written_as_a_TLS_Secret_with_our_mark()
    {
        var secret = SecretWriter.New("ours", Content);
        Assert.Equal(["tls.crt", "tls.key", "ca.crt", "ca.key"], secret.Data.Keys);
        Assert.Equal(
            ["-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----"],
            secret.Data.Values.Select(value => Encoding.UTF8.GetString(value).Split('\n')[0]));
        Assert.Equal(
            """
            {"apiVersion":"v1","kind":"Secret","metadata":{"labels":{"app.kubernetes.io/managed-by":"route-metrics"},"name":"route-metrics-tls-self-managed",
            "namespace":"ours"},"type":"kubernetes.io/tls"}
            """.ReplaceLineEndings(""),
            KubernetesJson.Serialize(secret with { Data = null }));
    }

    [Fact]
    public void Replacing_the_content_leaves_the_rest_as_it_is()
    {
        var present = Secret(Content);
        present.Metadata.Annotations = new Dictionary<string, string> { ["a"] = "b" };
        var next = SecretWriter.Replacing(present, Content.WithNewSigner(RotationSimulation.Terms, Now));
        Assert.NotEqual(KubernetesJson.Serialize(present), KubernetesJson.Serialize(next));
        Assert.Equal(KubernetesJson.Serialize(present with { Data = null }), KubernetesJson.Serialize(next with { Data = null }));
    }

    [Fact]
    public void No_Secret_is_an_absent_one() => Assert.IsType<SecretState.Absent>(SecretReader.Read(null));

    [Theory]
    [InlineData("label", "it was not made by route-metrics (no label app.kubernetes.io/managed-by: route-metrics)")]
    [InlineData("other label", "it was not made by route-metrics (no label app.kubernetes.io/managed-by: route-metrics)")]
    [InlineData("manager", "it was not made by route-metrics (no field manager route-metrics)")]
    [InlineData("immutable", "it is immutable")]
    public void A_Secret_that_is_not_ours_to_change_is_left_alone(string what, string reason)
    {
        var secret = Secret(Content);
        switch (what)
        {
            case "label":
                secret.Metadata.Labels = null;
                break;
            case "other label":
                secret.Metadata.Labels["app.kubernetes.io/managed-by"] = "Helm";
                break;
            case "manager":
                secret.Metadata.ManagedFields[0].Manager = "kubectl";
                break;
            default:
                secret.Immutable = true;
                break;
        }

        Assert.Equal(new SecretState.Untouchable(reason), SecretReader.Read(secret));
    }

    public static TheoryData<string, string?, string[]> Damages => new()
    {
        { "tls.crt", null, ["tls.crt: is missing or empty"] },
        { "tls.key", "", ["tls.key: is missing or empty"] },
        { "ca.crt", null, ["ca.crt: is missing or empty"] },
        { "ca.key", null, ["ca.key: is missing or empty"] },
        { "tls.crt", "garbage", ["tls.crt and tls.key: are not a certificate and its key (PEM)"] },
        { "tls.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", ["tls.crt and tls.key: are not a certificate and its key (PEM)"] },
        { "ca.crt", "garbage", ["ca.crt: holds no CA that route-metrics has made (PEM)"] },
        { "ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ["ca.crt: holds no CA that route-metrics has made (PEM)"] },
        { "ca.key", "garbage", ["ca.key: is not the key (PEM) of a CA of ca.crt"] },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Each_damage_is_named_by_its_key_and_not_by_its_value(string key, string? value, string[] faults)
    {
        var secret = Secret(Content);
        if (value is null)
        {
            secret.Data.Remove(key);
        }
        else
        {
            secret.Data[key] = Encoding.UTF8.GetBytes(value);
        }

        Assert.Equal(faults, Assert.IsType<SecretState.Unreadable>(SecretReader.Read(secret)).Faults);
    }

    [Fact]
    public void All_damages_are_named()
    {
        var secret = Secret(Content);
        secret.Data = null;
        Assert.Equal(
            ["tls.crt: is missing or empty", "tls.key: is missing or empty", "ca.crt: is missing or empty", "ca.key: is missing or empty"],
            Assert.IsType<SecretState.Unreadable>(SecretReader.Read(secret)).Faults);
    }

    [Theory]
    [InlineData("tls.key", "ca.key", "tls.crt and tls.key: are not a certificate and its key (PEM)")]
    [InlineData("ca.crt", "tls.crt", "ca.crt: holds no CA that route-metrics has made (PEM)")]
    [InlineData("ca.key", "tls.key", "ca.key: is not the key (PEM) of a CA of ca.crt")]
    public void Values_under_the_wrong_key_are_damages(string key, string other, string fault)
    {
        var secret = Secret(Content);
        secret.Data[key] = secret.Data[other];
        Assert.Equal([fault], Assert.IsType<SecretState.Unreadable>(SecretReader.Read(secret)).Faults);
    }

    [Fact]
    public void A_leaf_of_another_CA_is_a_damage()
    {
        var other = Secret(TlsSecret.Create(RotationSimulation.Terms, [], Now));
        var secret = Secret(Content);
        secret.Data["tls.crt"] = other.Data["tls.crt"];
        secret.Data["tls.key"] = other.Data["tls.key"];
        Assert.Equal(
            ["tls.crt: is not signed by a CA of ca.crt, or not for servers"],
            Assert.IsType<SecretState.Unreadable>(SecretReader.Read(secret)).Faults);
    }

    [Fact]
    public void A_CA_that_somebody_else_has_added_is_passed_over()
    {
        var secret = Secret(Content);
        var foreign = new TestCertificates("foreign").Pem;
        secret.Data["ca.crt"] = Encoding.UTF8.GetBytes(foreign + Content.Bundle);
        Assert.Equal(Content.Bundle, Assert.IsType<SecretState.Readable>(SecretReader.Read(secret)).Content.Bundle);
    }

    [Fact]
    public void No_more_than_eight_CAs_are_kept_and_that_of_the_leaf_among_them()
    {
        var content = Content;
        for (var round = 0; round < 12; round++)
        {
            content = content.WithNewSigner(RotationSimulation.Terms, Now.AddSeconds(round));
        }

        Assert.Equal(8, content.Trusted.Count);
        Assert.Equal(content.Signer.Certificate.Thumbprint, content.Trusted[0].Thumbprint);
        Assert.Equal(Content.Signer.Certificate.Thumbprint, content.Issuer.Thumbprint);
    }

    private static V1Secret Secret(TlsSecret content)
    {
        var secret = SecretWriter.New("route-metrics", content);
        secret.Metadata.ResourceVersion = "1";
        secret.Metadata.ManagedFields = [new() { Manager = "route-metrics" }];
        return secret;
    }
}
