using RouteMetrics.Cluster.Api;
using RouteMetrics.Cluster.Configuration;
using RouteMetrics.Core.Settings;
using RouteMetrics.Webhook.Certificates;
using RouteMetrics.Webhook.Modules;

namespace RouteMetrics.Webhook.Serving;

/// <summary>What serving depends on beside the options: the files they name, each replaced when it changes for the better.</summary>
internal sealed record ServeInputs(FileBacked<RouteMetricsSettings> Settings, FileBacked<ServingCertificate> Certificate, FileBacked<ClientAuthority>? Clients)
{
    /// <summary>The CA of an ephemeral certificate; null otherwise.</summary>
    public string? CaPem { get; init; }

    /// <summary>The module to serve; null: none.</summary>
    public MountedModule? Module { get; init; }

    /// <summary>The cluster to work with; null: none.</summary>
    public ClusterConnection? Cluster { get; init; }

    /// <summary>By what the replicas make their own certificate; null: it is given, or ephemeral.</summary>
    public CertificateTerms? SelfManaged { get; init; }

    /// <summary>Reads everything; null, and every fault there is, if that fails.</summary>
    public static ServeInputs? Load(ServeOptions options, TimeProvider time, List<string> faults)
    {
        var settings = LoadSettings(options, faults);
        var clients = options.ClientCa is null
            ? null
            : FileBacked<ClientAuthority>.Load([options.ClientCa], (files, found) => ClientAuthority.From(files[0], found), faults);
        var cluster = ClusterAccess.Connect(options, faults);
        var isSelfManaged = cluster is not null && options is { EphemeralTls: false, TlsCertificate: null };
        var names = SubjectNames.OfService(options.ServiceName, (settings?.Value ?? RouteMetricsSettings.Default).OwnNamespace, options.TlsHosts);
        var ephemeral = options.EphemeralTls || isSelfManaged ? EphemeralCertificate.Create(names, time.GetUtcNow()) : null;
        var certificate = ephemeral is null ? LoadCertificate(options, faults) : new(ephemeral.Serving);
        var module = options.Module is { } file && settings is not null ? MountedModule.Load(file, settings.Value, faults) : null;
        return faults.Count == 0 && settings is not null && certificate is not null
            ? new(settings, certificate, clients)
            {
                // Until there is a certificate, probes are answered with one that nobody trusts.
                CaPem = isSelfManaged ? null : ephemeral?.CaPem,
                Module = module,
                Cluster = cluster,
                SelfManaged = isSelfManaged ? new(names, options.CertificateLifetimes) : null,
            }
            : null;
    }

    /// <summary>Looks at every file once; what changed, and what could not be taken over, is logged.</summary>
    public void Look(ILogger log, DateTimeOffset now)
    {
        List<string> faults = [];
        if (Settings.Look(faults, (_, better) => Module?.ObjectionTo(better)))
        {
            log.SettingsReplaced();
        }

        if (Certificate.Look(faults, (inForce, better) => inForce.ObjectionTo(better, now)))
        {
            log.CertificateReplaced(Certificate.Value.Leaf.Subject, Certificate.Value.Leaf.NotAfter.ToUniversalTime());
        }

        if (Clients?.Look(faults) == true)
        {
            log.ClientCaReplaced();
        }

        foreach (var fault in faults)
        {
            log.ChangeRefused(fault);
        }
    }

    private static FileBacked<RouteMetricsSettings>? LoadSettings(ServeOptions options, List<string> faults) => options.ConfigFile is null
        ? new(RouteMetricsSettings.Default)
        : FileBacked<RouteMetricsSettings>.Load([options.ConfigFile], ParseSettings, faults);

    private static RouteMetricsSettings? ParseSettings(IReadOnlyList<NamedText> files, List<string> faults)
    {
        var read = ConfigurationFile.Parse(files[0].Name, files[0].Text);
        faults.AddRange(read.Faults);
        return read.Settings;
    }

    private static FileBacked<ServingCertificate>? LoadCertificate(ServeOptions options, List<string> faults)
    {
        if (options is { TlsCertificate: { } certificate, TlsKey: { } key })
        {
            return FileBacked<ServingCertificate>.Load([certificate, key], (files, found) => ServingCertificate.From(files[0], files[1], found), faults);
        }

        faults.Add("serving needs a certificate: give --tls-cert and --tls-key, --ephemeral-tls, or a cluster to keep one in (--kubeconfig)");
        return null;
    }
}
