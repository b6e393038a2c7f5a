using k8s.Models;

namespace RouteMetrics.Kubernetes.Leases;

/// <summary>
/// The fields of a Lease and how an election changes them (client-go tools/leaderelection). Its times are informative only.
/// </summary>
internal static class LeaseRecord
{
    /// <summary>Empty if nobody holds it.</summary>
    public static string Holder(V1Lease? lease) => lease?.Spec?.HolderIdentity ?? "";

    /// <summary>How long the lease is valid without a renewal.</summary>
    public static TimeSpan Duration(V1Lease lease, TimeSpan otherwise) =>
        lease.Spec?.LeaseDurationSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : otherwise;

    public static V1Lease New(LeaseOptions options, DateTimeOffset now) => new()
    {
        ApiVersion = $"{V1Lease.KubeGroup}/{V1Lease.KubeApiVersion}",
        Kind = V1Lease.KubeKind,
        Metadata = new() { Name = options.Name, NamespaceProperty = options.Namespace },
        Spec = Held(options, now, now, 0),
    };

    /// <summary>The same lease, held by us from now on.</summary>
    public static V1Lease Taken(V1Lease lease, LeaseOptions options, DateTimeOffset now) =>
        lease with { Spec = Held(options, now, now, Transitions(lease) + 1) };

    /// <summary>The same lease, still held by us.</summary>
    public static V1Lease Renewed(V1Lease lease, LeaseOptions options, DateTimeOffset now) =>
        lease with { Spec = Held(options, lease.Spec?.AcquireTime ?? now, now, Transitions(lease)) };

    /// <summary>The same lease, held by nobody, so that the next holder need not wait.</summary>
    public static V1Lease Released(V1Lease lease, DateTimeOffset now) => lease with
    {
        Spec = new()
        {
            HolderIdentity = "",
            LeaseDurationSeconds = 1,
            AcquireTime = now.UtcDateTime,
            RenewTime = now.UtcDateTime,
            LeaseTransitions = Transitions(lease),
        },
    };

    private static V1LeaseSpec Held(LeaseOptions options, DateTimeOffset acquired, DateTimeOffset renewed, int transitions) => new()
    {
        HolderIdentity = options.Identity,
        LeaseDurationSeconds = (int)options.Duration.TotalSeconds,
        AcquireTime = acquired.UtcDateTime,
        RenewTime = renewed.UtcDateTime,
        LeaseTransitions = transitions,
    };

    private static int Transitions(V1Lease lease) => lease.Spec?.LeaseTransitions ?? 0;
}
