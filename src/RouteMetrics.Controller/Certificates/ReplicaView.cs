using System.Security.Cryptography.X509Certificates;

namespace RouteMetrics.Controller.Certificates;

/// <summary>
/// The wall clock, for the validity of certificates, and the time since the start, for waits, which setting the clock must not shorten.
/// </summary>
internal sealed record Moment(DateTimeOffset Now, TimeSpan Uptime);

/// <summary>
/// What a replica knows about the Secret and the webhook configurations, and what it serves. It starts with nothing, and waits again.
/// </summary>
internal sealed record ReplicaView
{
    public static readonly ReplicaView Nothing = new();

    public Moment Moment { get; private init; } = new(default, default);

    public SecretState Secret { get; private init; } = new SecretState.Absent();

    /// <summary>Those that exist.</summary>
    public IReadOnlyList<WebhookConfiguration> Configurations { get; private init; } = [];

    /// <summary>The last good content of the Secret.</summary>
    public TlsSecret? Remembered { get; private init; }

    /// <summary>The content whose leaf this replica serves.</summary>
    public TlsSecret? Served { get; private init; }

    /// <summary>Since when the leaf of the Secret is the present one.</summary>
    public TimeSpan LeafSince { get; private init; }

    /// <summary>Since when every configuration carries the bundle of the Secret; null if one does not.</summary>
    public TimeSpan? InForceSince { get; private init; }

    /// <summary>Webhooks that do not trust the leaf that is served, as <c>{kind}/{name}</c>.</summary>
    public IReadOnlyList<string> Untrusting => Served is { } served
        ? [.. from configuration in Configurations
              from webhook in configuration.Webhooks
              where webhook.CaBundle != served.CaBundle
                  && !CaBundle.Decode(webhook.CaBundle).Any(ca => ca.Thumbprint == served.Issuer.Thumbprint)
              select $"{configuration.Kind}/{webhook.Name}"]
        : [];

    /// <summary>For how long every configuration carries the bundle of the Secret; null if one does not.</summary>
    public TimeSpan? InForceFor => Moment.Uptime - InForceSince;

    /// <summary>
    /// What it knows after it has read both, the configurations first: so a bundle is never older than the Secret from which the one before
    /// it was made, as long as it is written only to a configuration that has not changed in between.
    /// </summary>
    public ReplicaView After(IReadOnlyList<WebhookConfiguration> configurations, SecretState secret, CertificateTerms terms, Moment moment)
    {
        if ((secret as SecretState.Readable)?.Content is not { } content)
        {
            return this with { Moment = moment, Secret = secret, Configurations = configurations, InForceSince = null };
        }

        var isInForce = configurations.All(configuration => configuration.Carries(content.CaBundle));
        var after = this with
        {
            Moment = moment,
            Secret = secret,
            Configurations = configurations,
            Remembered = content,
            LeafSince = IsSame(Remembered?.Leaf, content.Leaf) ? LeafSince : moment.Uptime,
            InForceSince = !isInForce ? null : Remembered?.Bundle == content.Bundle ? InForceSince ?? moment.Uptime : moment.Uptime,
        };
        return after.MustKeep(Served, content, terms) ? after : after with { Served = content };
    }

    // A leaf that clients trust is kept until they are known to trust its successor.
    private bool MustKeep(TlsSecret? served, TlsSecret successor, CertificateTerms terms)
    {
        if (served is null || !CertificateTerms.IsValid(served.Leaf, Moment.Now))
        {
            return false;
        }

        var isOfSameCa = successor.Issuer.Thumbprint == served.Issuer.Thumbprint;
        return !CertificateTerms.IsValid(successor.Leaf, Moment.Now) || (!isOfSameCa && !(InForceFor >= terms.Lifetimes.Propagation));
    }

    private static bool IsSame(X509Certificate2? one, X509Certificate2 other) => one?.Thumbprint == other.Thumbprint;
}
