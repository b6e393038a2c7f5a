namespace RouteMetrics.Controller.Certificates;

/// <summary>How a replica's self-managed certificate is: what a metric tells of it.</summary>
/// <param name="LeafEnd">When the leaf that is served ends; null without one.</param>
/// <param name="AuthorityEnd">When the CA that signs ends.</param>
/// <param name="TrustedAuthorities">One; more while a CA is being replaced.</param>
/// <param name="Untrusting">Webhooks that do not trust the leaf that is served, as <c>{kind}/{name}</c>.</param>
/// <param name="Fault">Why the last look failed; null if it did not.</param>
internal sealed record CertificateStatus(
    DateTimeOffset? LeafEnd, DateTimeOffset? AuthorityEnd, int TrustedAuthorities, IReadOnlyList<string> Untrusting, string? Fault)
{
    public static CertificateStatus Of(ReplicaView view, string? fault) => new(
        view.Served is { } served ? new(served.Leaf.NotAfter) : null,
        view.Remembered is { } remembered ? new(remembered.Signer.Certificate.NotAfter) : null,
        view.Remembered?.Trusted.Count ?? 0,
        view.Untrusting,
        fault);

    /// <summary>Why calls cannot succeed with it; null if they can.</summary>
    public string? Objection => (LeafEnd, Untrusting) switch
    {
        (null, _) => $"there is no certificate yet{Because}",
        (_, [var first, ..]) => $"the caBundle of {first} does not trust the certificate yet{Because}",
        _ => null,
    };

    private string Because => Fault is null ? "" : $": {Fault}";
}
