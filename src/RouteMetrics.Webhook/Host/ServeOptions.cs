using RouteMetrics.Controller.Certificates;

namespace RouteMetrics.Webhook.Host;

/// <summary>The options of <c>serve</c> as parsed.</summary>
public sealed record ServeOptions
{
    /// <summary>
    /// HTTPS address and port. Empty and <c>::</c> mean every address, IPv6 and IPv4; port 0 picks a free one and logs it.
    /// </summary>
    public string ListenAddress { get; init; } = "::";

    public int Port { get; init; } = 9443;

    /// <summary>PEM files, reloaded on change. Without them and <see cref="EphemeralTls"/>, the replicas make their own.</summary>
    public string? TlsCertificate { get; init; }

    public string? TlsKey { get; init; }

    public bool EphemeralTls { get; init; }

    /// <summary>Where to write the ephemeral CA; null prints it.</summary>
    public string? CaOut { get; init; }

    /// <summary>The webhook's Service, for certificates that we issue: <c>{ServiceName}.{own namespace}.svc</c>.</summary>
    public string ServiceName { get; init; } = "route-metrics";

    /// <summary>PEM bundle of the CAs that must have issued the certificates of admission clients; probes stay open.</summary>
    public string? ClientCa { get; init; }

    public string? ConfigFile { get; init; }

    /// <summary>Further DNS names and IP addresses for certificates that we issue.</summary>
    public IReadOnlyList<string> TlsHosts { get; init; } = [];

    public CertificateLifetimes CertificateLifetimes { get; init; } = new();

    /// <summary>The wasm module to serve over plain HTTP at <see cref="ModulePort"/>, beside that of this program; null: none.</summary>
    public string? Module { get; init; }

    /// <summary>Port 0 picks a free one and logs it.</summary>
    public int ModulePort { get; init; } = 8080;

    /// <summary>The port that OpenTelemetry gives a Prometheus exporter.</summary>
    public const int UsualMetricsPort = 9464;

    /// <summary>
    /// Plain HTTP for <c>/metrics</c>; 0 picks a free port and logs it. Null: <see cref="UsualMetricsPort"/> if it is free; if not, nothing is
    /// scraped, since nobody has asked for it.
    /// </summary>
    public int? MetricsPort { get; init; }

    /// <summary>The cluster to reconcile; null means admission only.</summary>
    public ClusterOptions? Cluster { get; init; }

    /// <summary>How long to serve after SIGTERM.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often files are polled. Secret and ConfigMap volumes change by swapping symbolic links, which file notification misses; the
    /// kubelet itself takes up to a minute.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);
}
