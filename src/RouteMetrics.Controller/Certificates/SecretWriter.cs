using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using RouteMetrics.Kubernetes.Ownership;

namespace RouteMetrics.Controller.Certificates;

/// <summary>What the Secret is to hold -> the Secret.</summary>
internal static class SecretWriter
{
    public const string Name = "route-metrics-tls-self-managed";

    public static V1Secret New(string ns, TlsSecret content) => new()
    {
        ApiVersion = V1Secret.KubeApiVersion,
        Kind = V1Secret.KubeKind,
        Metadata = new() { Name = Name, NamespaceProperty = ns, Labels = OwnerMark.Labels() },
        Type = "kubernetes.io/tls",
        Data = Data(content),
    };

    /// <summary>The same Secret with this content. Its resourceVersion goes along, so that nobody's later write is lost.</summary>
    public static V1Secret Replacing(V1Secret present, TlsSecret content) => present with { Data = Data(content) };

    private static Dictionary<string, byte[]> Data(TlsSecret content) => new(StringComparer.Ordinal)
    {
        [SecretKeys.Certificate] = Encoding.UTF8.GetBytes(content.Leaf.ExportCertificatePem() + "\n"),
        [SecretKeys.Key] = KeyOf(content.Leaf),
        [SecretKeys.Trusted] = Encoding.UTF8.GetBytes(content.Bundle),
        [SecretKeys.SignerKey] = KeyOf(content.Signer.Certificate),
    };

    private static byte[] KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new ArgumentException("has no ECDSA key", nameof(certificate));
        return Encoding.UTF8.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
