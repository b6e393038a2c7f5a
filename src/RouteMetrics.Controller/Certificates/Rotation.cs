namespace RouteMetrics.Controller.Certificates;

/// <summary>
/// Decides what a replica does next. There is no leader: every replica needs a certificate before there can be one, and the API server
/// lets only one of several writes through. A CA is replaced in three steps, each by any replica, which may stop after it: the new CA joins
/// the bundle; once every configuration carries the bundle, the new CA signs the leaf; once no replica can serve the old leaf any more, the
/// old CA leaves the bundle.
/// </summary>
internal static class Rotation
{
    public static RotationStep Next(ReplicaView view, CertificateTerms terms) => view.Secret switch
    {
        SecretState.Untouchable(var reason) => new RotationStep.Blocked(reason),
        SecretState.Readable(var content) =>
            Repair(content, view, terms) ?? Renew(content, view, terms) ?? Distribute(content, view) ?? Advance(content, view, terms),
        SecretState.Unreadable(var faults) =>
            new RotationStep.WriteSecret(Recreate(view, terms), $"the Secret is damaged: {string.Join("; ", faults)}"),
        _ => new RotationStep.WriteSecret(Recreate(view, terms), "there is no Secret"),
    };

    // A remembered Secret starts a rotation, since its leaf is still served, or continues the one that it was in. Other replicas may serve
    // a leaf that this one has not seen; its CA is in the bundles.
    private static TlsSecret Recreate(ReplicaView view, CertificateTerms terms)
    {
        var now = view.Moment.Now;
        var trusted = view.Configurations
            .SelectMany(configuration => configuration.Webhooks)
            .SelectMany(webhook => CaBundle.Decode(webhook.CaBundle))
            .Where(ca => CertificateAuthority.IsOurs(ca) && CertificateTerms.IsValid(ca, now));
        if (view.Remembered is { } remembered && CertificateTerms.IsValid(remembered.Leaf, now))
        {
            return (remembered.IsLeafOfSigner ? remembered.WithNewSigner(terms, now) : remembered).Trusting(trusted);
        }

        return TlsSecret.Create(terms, trusted, now);
    }

    // At once, whoever trusts it: the present one is of no use.
    private static RotationStep.WriteSecret? Repair(TlsSecret content, ReplicaView view, CertificateTerms terms)
    {
        var now = view.Moment.Now;
        return (CertificateTerms.IsValid(content.Signer.Certificate, now), CertificateTerms.IsValid(content.Leaf, now)) switch
        {
            (false, false) => new(
                TlsSecret.Create(terms, content.Trusted.Where(ca => CertificateTerms.IsValid(ca, now)), now), "CA and leaf are not valid"),
            (false, true) => new(content.WithNewSigner(terms, now), "the CA is not valid"),
            (true, false) => new(content.WithNewLeaf(terms, terms.Names, now), "the leaf is not valid"),
            _ => Readopt(content, view),
        };
    }

    // Somebody restored an older Secret, which does not know the leaf that this replica serves.
    private static RotationStep.WriteSecret? Readopt(TlsSecret content, ReplicaView view) =>
        view.Served is { } served
        && CertificateTerms.IsValid(served.Leaf, view.Moment.Now)
        && !content.Trusts(served.Issuer)
        && content.Trusted.Count < TlsSecret.MostAuthorities
            ? new(content.Trusting([served.Issuer]), "the CA of a leaf that is served is missing")
            : null;

    // Not while a rotation waits for its new leaf: that one is a renewal.
    private static RotationStep.WriteSecret? Renew(TlsSecret content, ReplicaView view, CertificateTerms terms)
    {
        var now = view.Moment.Now;
        if (!content.IsLeafOfSigner)
        {
            return null;
        }

        if (now >= terms.DueTime(content.Signer.Certificate))
        {
            return new(content.WithNewSigner(terms, now), "the CA is to be replaced");
        }

        if (now >= terms.DueTime(content.Leaf))
        {
            return new(content.WithNewLeaf(terms, terms.Names, now), "the leaf is to be renewed");
        }

        // Those of the others stay until the leaf is renewed: replicas of two configurations do not take turns.
        return terms.Names.Except(content.LeafNames, StringComparer.OrdinalIgnoreCase).Any()
            ? new(content.WithNewLeaf(terms, [.. terms.Names, .. content.LeafNames], now), "the leaf lacks a name")
            : null;
    }

    private static RotationStep.WriteBundles? Distribute(TlsSecret content, ReplicaView view)
    {
        var outdated = view.Configurations.Where(configuration => !configuration.Carries(content.CaBundle)).ToList();
        return outdated.Count > 0 ? new(outdated, content.CaBundle) : null;
    }

    private static RotationStep Advance(TlsSecret content, ReplicaView view, CertificateTerms terms)
    {
        var now = view.Moment.Now;
        var propagating = terms.Lifetimes.Propagation - (view.InForceFor ?? TimeSpan.Zero);
        if (!content.IsLeafOfSigner)
        {
            return propagating > TimeSpan.Zero
                ? new RotationStep.Wait(propagating)
                : new RotationStep.WriteSecret(content.WithNewLeaf(terms, terms.Names, now), "the new CA is trusted");
        }

        var untilDue = Shorter(terms.DueTime(content.Signer.Certificate) - now, terms.DueTime(content.Leaf) - now);
        if (content.Trusted.Count == 1)
        {
            return new RotationStep.Wait(untilDue);
        }

        var overlapping = terms.Lifetimes.Overlap - (view.Moment.Uptime - view.LeafSince);
        return overlapping > TimeSpan.Zero || propagating > TimeSpan.Zero
            ? new RotationStep.Wait(Shorter(untilDue, overlapping > propagating ? overlapping : propagating))
            : new RotationStep.WriteSecret(content.TrustingSignerOnly(), "no replica serves a leaf of the old CA");
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
