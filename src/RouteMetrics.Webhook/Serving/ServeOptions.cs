namespace RouteMetrics.Webhook.Serving;

/// <summary>What the command line says about serving.</summary>
public sealed record ServeOptions
{
    /// <summary>Address and port of HTTPS. Port 0 takes a free one, which is logged.</summary>
    public string ListenAddress { get; init; } = "0.0.0.0";

    public int Port { get; init; } = 9443;

    /// <summary>PEM files, reloaded when they change; null with <see cref="EphemeralTls"/>.</summary>
    public string? TlsCertificate { get; init; }

    public string? TlsKey { get; init; }

    public bool EphemeralTls { get; init; }

    /// <summary>Where the ephemeral CA is written; null: it is printed.</summary>
    public string? CaOut { get; init; }

    /// <summary>PEM bundle: only clients with a certificate of it may ask for admission; probes stay open.</summary>
    public string? ClientCa { get; init; }

    public string? ConfigFile { get; init; }

    /// <summary>How long requests are served after SIGTERM.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);
}
