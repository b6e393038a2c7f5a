namespace RouteMetrics.Controller.Certificates;

/// <summary>The keys of the Secret's data, each PEM: those of type <c>kubernetes.io/tls</c>, and two of ours.</summary>
internal static class SecretKeys
{
    /// <summary>The leaf that is served.</summary>
    public const string Certificate = "tls.crt";

    public const string Key = "tls.key";

    /// <summary>Every CA that is trusted: the content of each <c>caBundle</c>.</summary>
    public const string Trusted = "ca.crt";

    /// <summary>The key of that CA of <see cref="Trusted"/> which signs the next leaf.</summary>
    public const string SignerKey = "ca.key";
}
