using RouteMetrics.Controller.Certificates;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Configuration;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.Webhook.Host;

/// <summary>What serving needs besides its options: the files they name, each reloaded when it changes and is valid.</summary>
internal sealed record ServeInputs(
    FileBacked<RouteMetricsSettings> Settings, FileBacked<ServingCertificate> Certificate, FileBacked<ClientAuthority>? Clients)
{
    /// <summary>The CA of an ephemeral certificate; null otherwise.</summary>
    public string? CaPem { get; init; }

    /// <summary>The terms of the self-managed certificate; null if it is from files or ephemeral.</summary>
    public CertificateTerms? SelfManaged { get; init; }

    /// <summary>The module of <c>--module</c>, if any.</summary>
    public MountedModule? Module { get; init; }

    /// <summary>What is served on the module port: that of this program always, since a configuration may take it at any time.</summary>
    public IReadOnlyList<ServedModule> Modules => Module is { } mounted
        ? [ServedModule.Builtin(), ServedModule.Of(mounted)]
        : [ServedModule.Builtin()];

    /// <summary>The cluster to reconcile, if any.</summary>
    public ClusterAccess? Cluster { get; init; }

    /// <summary>How often to audit the cluster; zero means never.</summary>
    public TimeSpan AuditInterval { get; init; }

    /// <summary>Null without leader election or without a cluster.</summary>
    public LeaseOptions? Lease { get; init; }

    /// <summary>The namespaces known so far.</summary>
    public NamespaceDirectory Namespaces { get; init; } = new();

    /// <summary>The current state of the cluster; null without one, or until it is known.</summary>
    public Func<MeshSnapshot?> Snapshot { get; init; } = static () => null;

    /// <summary>Completes when all namespaces of the cluster are known; at once without a cluster.</summary>
    public Task NamespacesKnown { get; init; } = Task.CompletedTask;

    /// <summary>Loads everything; null and all faults if that fails.</summary>
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
                // Until a replica has the shared certificate, its ephemeral one serves probes only; nobody should trust it.
                CaPem = isSelfManaged ? null : ephemeral?.CaPem,
                SelfManaged = isSelfManaged ? new(names, options.CertificateLifetimes) : null,
                Module = module,
                Cluster = cluster,
                Lease = lease,
                AuditInterval = options.Cluster?.AuditInterval ?? TimeSpan.Zero,
            }
            : null;
    }

    /// <summary>Serves a certificate that is not from the files.</summary>
    public void Serve(ServingCertificate better, ILogger log)
    {
        Certificate.Put(better);
        log.CertificateReplaced(better.Leaf.Subject, better.Leaf.NotAfter.ToUniversalTime());
    }

    /// <summary>Polls every file once, and logs what changed and what was rejected.</summary>
    public void Poll(ILogger log, DateTimeOffset now)
    {
        List<string> faults = [];
        if (Settings.Poll(faults, (_, better) => Module?.ObjectionTo(better)))
        {
            log.SettingsReplaced();
        }

        if (Certificate.Poll(faults, (inForce, better) => inForce.ObjectionTo(better, now)))
        {
            log.CertificateReplaced(Certificate.Value.Leaf.Subject, Certificate.Value.Leaf.NotAfter.ToUniversalTime());
        }

        if (Clients?.Poll(faults) == true)
        {
            log.ClientCaReplaced();
        }

        foreach (var fault in faults)
        {
            log.ChangeRefused(fault);
        }
    }

    // Unless configured, our own namespace is that of the pod.
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
