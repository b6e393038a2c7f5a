using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace RouteMetrics.Webhook.Certificates;

/// <summary>What the Secret is to hold -> the Secret.</summary>
internal static class SecretWriter
{
    public const string Name = "route-metrics-tls-self-managed";

    public static JsonObject New(string ns, TlsSecret content) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject
        {
            ["name"] = Name,
            ["namespace"] = ns,
            ["labels"] = OwnerMark.Labels(),
        },
        ["type"] = "kubernetes.io/tls",
        ["data"] = Data(content),
    };

    /// <summary>The same Secret with this content. Its resourceVersion goes along, so that nobody's later write is lost.</summary>
    public static JsonObject Replacing(JsonObject present, TlsSecret content)
    {
        var secret = (JsonObject)present.DeepClone();
        secret["data"] = Data(content);
        return secret;
    }

    private static JsonObject Data(TlsSecret content) => new()
    {
        [SecretKeys.Certificate] = Base64(content.Leaf.ExportCertificatePem() + "\n"),
        [SecretKeys.Key] = Base64(KeyOf(content.Leaf)),
        [SecretKeys.Trusted] = Base64(content.Bundle),
        [SecretKeys.SignerKey] = Base64(KeyOf(content.Signer.Certificate)),
    };

    private static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
