namespace RouteMetrics.Controller.Certificates;

/// <summary>How long certificates of our own live.</summary>
public sealed record CertificateLifetimes
{
    // Their times are whole seconds.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A CA is replaced when a third of its life is left. A leaf that it signed just before must fit into that third, so it lives at least
    /// three times as long as a leaf.
    /// </summary>
    public TimeSpan Authority { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Renewed when a third of it is left, which leaves thirty days to fix a renewal that fails.</summary>
    public TimeSpan Leaf { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long an old CA is trusted after the first leaf of the new one. Replicas switch as soon as they see the Secret, so this is how
    /// long one may be cut off from the API server that calls it.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long API servers may take to see a changed webhook configuration; their watches need far less.</summary>
    public TimeSpan Propagation => Overlap / 4 < TimeSpan.FromMinutes(1) ? Overlap / 4 : TimeSpan.FromMinutes(1);

    /// <summary>Why these do not go together, in terms of the options of <c>serve</c>; null if they do.</summary>
    public string? Fault => this switch
    {
        _ when Leaf < Least => $"--tls-lifetime {Leaf.TotalSeconds}s is too short; give at least {Least.TotalSeconds}s",
        _ when Authority < Leaf * 3 =>
            "--ca-lifetime is less than three times --tls-lifetime, so that a CA could end before a leaf of it; make it longer",
        _ when Overlap > Leaf / 3 =>
            "--ca-overlap is more than a third of --tls-lifetime, so that an old CA would never be given up; make it shorter",
        _ => null,
    };
}
