using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options of <c>serve</c> for its certificate: from files, in memory, or kept in the cluster by the replicas.</summary>
internal sealed class CertificateOptions(ServeOptions defaults)
{
    private readonly Option<string?> certificate = OptionOf.File(
        "--tls-cert",
        "Serving certificate and its chain (PEM), reloaded when the file changes; without it a certificate is made and kept in the "
        + "cluster");

    private readonly Option<string?> key = OptionOf.File("--tls-key", "Private key of the certificate (PEM)");

    private readonly Option<bool> ephemeral = new("--ephemeral-tls")
    {
        Description = "Make a CA and a certificate in memory instead, for demonstrations and tests",
    };

    private readonly Option<string?> caOut = OptionOf.File("--ca-out", "Where to write the ephemeral CA (PEM); printed without it");

    private readonly Option<string[]> hosts = new("--tls-host")
    {
        Description = "A further DNS name or IP address for the certificate that is made; repeatable",
        HelpName = "NAME",
        CustomParser = ParseHosts,
    };

    private readonly Option<TimeSpan?> life = Lifetime(
        "--tls-lifetime", "How long a certificate that is kept in the cluster lives", defaults.CertificateLifetimes.Leaf);

    private readonly Option<TimeSpan?> caLife = Lifetime("--ca-lifetime", "How long its CA lives", defaults.CertificateLifetimes.Authority);

    private readonly Option<TimeSpan?> caOverlap = Lifetime(
        "--ca-overlap", "How long an old CA stays trusted after a new one has taken over", defaults.CertificateLifetimes.Overlap);

    public void AddTo(Command command, ClusterCommandOptions cluster)
    {
        command.AddAll(certificate, key, ephemeral, caOut, hosts, life, caLife, caOverlap);
        command.Validators.Add(result => Check(result, cluster.IsGiven(result)));
    }

    public ServeOptions Read(ParseResult arguments) => new()
    {
        TlsCertificate = arguments.GetValue(certificate),
        TlsKey = arguments.GetValue(key),
        EphemeralTls = arguments.GetValue(ephemeral),
        CaOut = arguments.GetValue(caOut),
        TlsHosts = arguments.GetValue(hosts) ?? [],
        CertificateLifetimes = new()
        {
            Leaf = arguments.GetValue(life) ?? defaults.CertificateLifetimes.Leaf,
            Authority = arguments.GetValue(caLife) ?? defaults.CertificateLifetimes.Authority,
            Overlap = arguments.GetValue(caOverlap) ?? defaults.CertificateLifetimes.Overlap,
        },
    };

    private void Check(CommandResult result, bool hasCluster)
    {
        var (hasCertificate, hasKey) = (result.GetResult(certificate) is not null, result.GetResult(key) is not null);
        var (makesOwn, hasCaOut) = (result.GetValue(ephemeral), result.GetResult(caOut) is not null);
        var fault = (hasCertificate, hasKey, makesOwn, hasCaOut) switch
        {
            (true, _, true, _) or (_, true, true, _) =>
                "--ephemeral-tls makes its own certificate; leave it out, or --tls-cert and --tls-key.",
            (false, false, false, _) when !hasCluster => "No certificate to serve with; give --tls-cert and --tls-key, or --ephemeral-tls.",
            (true, false, _, _) => "--tls-cert has no key; give --tls-key as well.",
            (false, true, _, _) => "--tls-key has no certificate; give --tls-cert as well.",
            (_, _, false, true) => "--ca-out writes the CA of --ephemeral-tls; give that as well, or leave it out.",
            (true, _, _, _) when result.GetResult(hosts) is not null =>
                "--tls-host is for a certificate that is made; leave it out with --tls-cert.",
            _ => null,
        };
        if (fault is not null)
        {
            result.AddError(fault);
        }
    }

    private static string[]? ParseHosts(ArgumentResult result)
    {
        foreach (var host in result.Tokens.Select(token => token.Value).Where(host => !IsHost(host)))
        {
            result.AddError($"--tls-host {host} is neither a DNS name nor an IP address; write it like webhook.example.com or 10.0.0.1.");
            return null;
        }

        return [.. result.Tokens.Select(token => token.Value)];
    }

    private static Option<TimeSpan?> Lifetime(string name, string description, TimeSpan standard) =>
        OptionOf.Duration(name, description, $"{standard.TotalHours}h", DurationText.ParseLifetime);

    // The first label may be a wildcard.
    private static bool IsHost(string text) =>
        Ascii.IsValid(text)
            && Uri.CheckHostName(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) != UriHostNameType.Unknown;
}
