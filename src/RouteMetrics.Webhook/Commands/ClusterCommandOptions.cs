using System.CommandLine;
using System.CommandLine.Parsing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options of <c>serve</c> for the cluster it reconciles.</summary>
internal sealed class ClusterCommandOptions(ClusterOptions defaults)
{
    private readonly Option<bool> admissionOnly = new("--admission-only")
    {
        Description = "Answer reviews and leave the cluster alone, also when running in one",
    };

    private readonly Option<string?> kubeconfig = OptionOf.File(
        "--kubeconfig",
        "Keep the cluster of this kubeconfig in step; without it the one that this process runs in, if it runs in a pod");

    private readonly Option<string?> context =
        new("--context") { Description = "Context of the kubeconfig [default: its current-context]", HelpName = "NAME" };

    private readonly Option<bool> leaderElect = new("--leader-elect")
    {
        Description = "Of several replicas only the one that holds the Lease writes to the cluster",
        DefaultValueFactory = _ => defaults.LeaderElect,
    };

    private readonly Option<TimeSpan?> leaseDuration = Duration(
        "--lease-duration", "How long after its last renewal the lease of a leader that is gone may be taken over", defaults.LeaseDuration);

    private readonly Option<TimeSpan?> leaseRenewDeadline = Duration(
        "--lease-renew-deadline", "How long after its last renewal a leader stops leading; less than the duration",
        defaults.LeaseRenewDeadline);

    private readonly Option<TimeSpan?> leaseRetryPeriod = Duration(
        "--lease-retry-period", "How often the lease is renewed, or looked at", defaults.LeaseRetryPeriod);

    private readonly Option<TimeSpan?> auditInterval = OptionOf.Duration(
        "--audit-interval", "How often the leader judges everything in the cluster and writes reports; 0s: never",
        $"{defaults.AuditInterval.TotalHours}h", DurationText.ParseInterval);

    public void AddTo(Command command)
    {
        command.AddAll(
            kubeconfig, context, admissionOnly, leaderElect, leaseDuration, leaseRenewDeadline, leaseRetryPeriod, auditInterval);
        command.Validators.Add(CheckKubeconfig);
    }

    /// <summary>Null: no cluster.</summary>
    public ClusterOptions? Read(ParseResult arguments) => arguments.GetValue(admissionOnly) ? null : new()
    {
        Kubeconfig = arguments.GetValue(kubeconfig),
        Context = arguments.GetValue(context),
        LeaderElect = arguments.GetValue(leaderElect),
        LeaseDuration = arguments.GetValue(leaseDuration) ?? defaults.LeaseDuration,
        LeaseRenewDeadline = arguments.GetValue(leaseRenewDeadline) ?? defaults.LeaseRenewDeadline,
        LeaseRetryPeriod = arguments.GetValue(leaseRetryPeriod) ?? defaults.LeaseRetryPeriod,
        AuditInterval = arguments.GetValue(auditInterval) ?? defaults.AuditInterval,
    };

    /// <summary>Whether there is a cluster, as far as the options and environment tell.</summary>
    public bool IsGiven(CommandResult result) =>
        !result.GetValue(admissionOnly) && (result.GetResult(kubeconfig) is not null || ClusterAccess.IsPod);

    private static Option<TimeSpan?> Duration(string name, string description, TimeSpan standard) =>
        OptionOf.Duration(name, description, $"{standard.TotalSeconds}s", DurationText.Parse);

    private void CheckKubeconfig(CommandResult result)
    {
        var hasKubeconfig = result.GetResult(kubeconfig) is not null;
        if (result.GetResult(context) is not null && !hasKubeconfig)
        {
            result.AddError("--context is one of a kubeconfig; give --kubeconfig as well.");
        }

        if (result.GetValue(admissionOnly) && hasKubeconfig)
        {
            result.AddError("--admission-only leaves the cluster alone; leave it out, or --kubeconfig.");
        }
    }
}
