using RouteMetrics.Controller.Certificates;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Configuration;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Webhook.Host;

/// <summary>What serving depends on beside the options: the files they name, each replaced when it changes for the better.</summary>
internal sealed record ServeInputs(
    FileBacked<RouteMetricsSettings> Settings, FileBacked<ServingCertificate> Certificate, FileBacked<ClientAuthority>? Clients)
{
    /// <summary>The CA of an ephemeral certificate; null otherwise.</summary>
    public string? CaPem { get; init; }

    /// <summary>By what the replicas make their own certificate; null: it is given, or ephemeral.</summary>
    public CertificateTerms? SelfManaged { get; init; }

    /// <summary>The module to serve; null: none.</summary>
    public MountedModule? Module { get; init; }

    /// <summary>The cluster to keep in step; null: none.</summary>
    public ClusterAccess? Cluster { get; init; }

    /// <summary>How often the cluster is audited; zero: never.</summary>
    public TimeSpan AuditInterval { get; init; }

    /// <summary>Null: without an election, or without a cluster.</summary>
    public LeaseOptions? Lease { get; init; }

    /// <summary>What is known of the namespaces.</summary>
    public NamespaceDirectory Namespaces { get; init; } = new();

    /// <summary>What is known of the cluster now; null where no cluster is known, or not yet.</summary>
    public Func<MeshSnapshot?> Snapshot { get; init; } = static () => null;

    /// <summary>Ends when all of them are known, where there is a cluster to learn them from.</summary>
    public Task NamespacesKnown { get; init; } = Task.CompletedTask;

    /// <summary>Reads everything; null, and every fault there is, if that fails.</summary>
    public static ServeInputs? Load(ServeOptions options, TimeProvider time, List<string> faults)
    {
        var cluster = options.Cluster is { } asked ? ClusterAccess.Of(asked, faults) : null;
        var settings = LoadSettings(options, cluster?.PodNamespace, faults);
        var clients = options.ClientCa is null
            ? null
            : FileBacked<ClientAuthority>.Load([options.ClientCa], (files, found) => ClientAuthority.From(files[0], found), faults);
        var isSelfManaged = cluster is not null && options is { EphemeralTls: false, TlsCertificate: null };
        var names = SubjectNames.OfService(
            options.ServiceName, (settings?.Value ?? RouteMetricsSettings.Default).OwnNamespace, options.TlsHosts);
        var ephemeral = options.EphemeralTls || isSelfManaged ? EphemeralCertificate.Create(names, time.GetUtcNow()) : null;
        var certificate = ephemeral is null ? LoadCertificate(options, faults) : new(ephemeral.Serving);
        if (isSelfManaged && options.CertificateLifetimes.Fault is { } fault)
        {
            faults.Add(fault);
        }

        var module = options.Module is { } file && settings is not null ? MountedModule.Load(file, settings.Value, faults) : null;
        var lease = cluster is not null && settings is not null && options.Cluster is { } election
            ? cluster.LeaseIn(settings.Value.OwnNamespace, election, faults)
            : null;
        return faults.Count == 0 && settings is not null && certificate is not null
            ? new(settings, certificate, clients)
            {
                // The ephemeral one of a replica that has no other yet is for its probes, and nobody is to trust it.
                CaPem = isSelfManaged ? null : ephemeral?.CaPem,
                SelfManaged = isSelfManaged ? new(names, options.CertificateLifetimes) : null,
                Module = module,
                Cluster = cluster,
                Lease = lease,
                AuditInterval = options.Cluster?.AuditInterval ?? TimeSpan.Zero,
            }
            : null;
    }

    /// <summary>Serves a certificate that comes from elsewhere than the files.</summary>
    public void Serve(ServingCertificate better, ILogger log)
    {
        Certificate.Put(better);
        log.CertificateReplaced(better.Leaf.Subject, better.Leaf.NotAfter.ToUniversalTime());
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

    // In a pod, its namespace is our own, if the configuration does not say otherwise.
    private static FileBacked<RouteMetricsSettings>? LoadSettings(ServeOptions options, string? podNamespace, List<string> faults)
    {
        var defaults = RouteMetricsSettings.Default;
        defaults = podNamespace is null ? defaults : defaults with { OwnNamespace = podNamespace };
        return options.ConfigFile is null
            ? new(defaults)
            : FileBacked<RouteMetricsSettings>.Load([options.ConfigFile], (files, found) => ParseSettings(files, defaults, found), faults);
    }

    private static RouteMetricsSettings? ParseSettings(IReadOnlyList<NamedText> files, RouteMetricsSettings defaults, List<string> faults)
    {
        var read = ConfigurationFile.Parse(files[0].Name, files[0].Text, defaults);
        faults.AddRange(read.Faults);
        return read.Settings;
    }

    private static FileBacked<ServingCertificate>? LoadCertificate(ServeOptions options, List<string> faults)
    {
        if (options is { TlsCertificate: { } certificate, TlsKey: { } key })
        {
            return FileBacked<ServingCertificate>.Load(
                [certificate, key], (files, found) => ServingCertificate.From(files[0], files[1], found), faults);
        }

        faults.Add(
            "serving needs a certificate: give --tls-cert and --tls-key, --ephemeral-tls, or a cluster to keep one in (--kubeconfig)");
        return null;
    }
}
