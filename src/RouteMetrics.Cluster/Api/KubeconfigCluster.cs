using System.Text;

namespace RouteMetrics.Cluster.Api;

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

        // kubectl takes a server without a scheme for http; nobody means that.
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme, StringComparer.Ordinal))
        {
            return address;
        }

        entry[field]!.Fault($"must be an address such as {schemes[0]}://host:6443");
        return null;
    }

    private static ServerTrust? TrustOf(KubeconfigValue entry, List<string> faults)
    {
        var name = entry.Text("tls-server-name");
        var (data, file) = (entry.Bytes("certificate-authority-data"), entry.FilePath("certificate-authority"));
        if (entry.Flag("insecure-skip-tls-verify"))
        {
            return ServerTrust.Anyone;
        }

        if (data is not null)
        {
            return ServerTrust.OfText($"{entry.File}: {entry.Path}.certificate-authority-data", Encoding.UTF8.GetString(data), name, faults);
        }

        return file is not null ? ServerTrust.OfFile(file, faults, name) : ServerTrust.System;
    }
}
