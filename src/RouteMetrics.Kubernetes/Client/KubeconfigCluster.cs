using System.Text;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>The <c>cluster</c> of a kubeconfig entry: where the API server is and how it is known.</summary>
internal sealed record KubeconfigCluster(Uri Server, ServerTrust Trust, Uri? Proxy)
{
    /// <summary>Null, and at least one fault, if it cannot be used.</summary>
    public static KubeconfigCluster? Read(KubeconfigValue entry, List<string> faults)
    {
        var server = Address(entry, "server", ["https", "http"], entry.RequiredText("server"));
        var proxy = Address(entry, "proxy-url", ["http", "https", "socks5"], entry.Text("proxy-url"));
        var trust = TrustOf(entry, faults);
        return server is null || trust is null ? null : new(server, trust, proxy);
    }

    private static Uri? Address(KubeconfigValue entry, string field, string[] schemes, string? text)
    {
        if (text is null)
        {
            return null;
        }

        // kubectl takes an address without a scheme for http; nobody means that.
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme, StringComparer.Ordinal))
        {
            return address;
        }

        entry[field]?.Fault($"must be an address such as {schemes[0]}://host:6443");
        return null;
    }

    private static ServerTrust? TrustOf(KubeconfigValue entry, List<string> faults)
    {
        const string File = "certificate-authority", Data = "certificate-authority-data";
        var name = entry.Text("tls-server-name");
        entry.OnlyOneOf(File, Data);
        if (entry.Flag("insecure-skip-tls-verify"))
        {
            entry.OnlyOneOf("insecure-skip-tls-verify", File, Data);
            return new(null) { AcceptsAnyone = true, ServerName = name };
        }

        if (entry.Bytes(Data) is { } data)
        {
            var authorities = CertificateAuthorities.Parse(Encoding.UTF8.GetString(data), out var fault);
            if (authorities is null)
            {
                entry[Data]?.Fault(fault);
            }

            return new(authorities) { ServerName = name };
        }

        return entry.FilePath(File) is { } file ? ServerTrust.OfFile(file, name, faults) : new(null) { ServerName = name };
    }
}
