using RouteMetrics.Controller.Certificates;
using RouteMetrics.Testing;

namespace RouteMetrics.Controller.Tests.Certificates;

public sealed class RotationTests
{
    private static readonly CertificateTerms Terms = new(SubjectNames.OfService("route-metrics", "route-metrics", []), new());
    private static readonly DateTimeOffset Now = RotationSimulation.Epoch;
    private static readonly TlsSecret Fresh = TlsSecret.Create(Terms, [], Now);

    [Fact]
    public void Without_a_Secret_everything_is_made()
    {
        var content = Written(View(new SecretState.Absent(), Now), "there is no Secret");
        Assert.Equal((1, true), (content.Trusted.Count, content.IsLeafOfSigner));
        Assert.Equal(
            ["route-metrics.route-metrics.svc", "route-metrics.route-metrics.svc.cluster.local", "route-metrics.route-metrics"], SubjectNames.Of(content.Leaf));
    }

    [Fact]
    public void What_is_made_anew_trusts_the_CAs_that_bundles_still_have()
    {
        var foreign = new TestCertificates("foreign").Pem;
        var view = View(new SecretState.Absent(), Now, Configuration(foreign + Fresh.Bundle));
        Assert.Equal([Fresh.Signer.Certificate.Thumbprint], Written(view, "there is no Secret").Trusted.Skip(1).Select(ca => ca.Thumbprint));
        Assert.Single(Written(View(new SecretState.Absent(), Now.AddDays(366), Configuration(Fresh.Bundle)), "there is no Secret").Trusted);
    }

    [Fact]
    public void A_Secret_that_was_deleted_comes_back_with_another_CA_and_the_leaf_that_is_served()
    {
        var view = View(Readable(Fresh), Now).After([], new SecretState.Absent(), Terms, At(Now));
        var content = Written(view, "there is no Secret");
        Assert.Equal(Fresh.Leaf.Thumbprint, content.Leaf.Thumbprint);
        Assert.False(content.IsLeafOfSigner);
        Assert.Equal(Fresh.Signer.Certificate.Thumbprint, content.Trusted[1].Thumbprint);
    }

    [Fact]
    public void A_Secret_that_is_deleted_while_its_CA_is_replaced_comes_back_as_it_was()
    {
        var rotating = Fresh.WithNewSigner(Terms, Now);
        var view = View(Readable(rotating), Now).After([], new SecretState.Unreadable(["a", "b"]), Terms, At(Now));
        Assert.Equal(rotating.Bundle, Written(view, "the Secret is damaged: a; b").Bundle);
    }

    [Fact]
    public void A_Secret_of_somebody_else_stops_everything() =>
        Assert.Equal(new RotationStep.Blocked("it is immutable"), Rotation.Next(View(new SecretState.Untouchable("it is immutable"), Now), Terms));

    [Fact]
    public void Bundles_that_differ_are_written_to_the_configurations_that_have_them()
    {
        var (right, wrong) = (Configuration(Fresh.Bundle), Configuration(null));
        var step = Assert.IsType<RotationStep.WriteBundles>(Rotation.Next(View(Readable(Fresh), Now, right, wrong), Terms));
        Assert.Equal([wrong], step.Configurations);
        Assert.Equal(Fresh.CaBundle, step.CaBundle);
    }

    [Fact]
    public void Nothing_is_done_until_two_thirds_of_the_life_of_the_leaf_are_over()
    {
        var view = View(Readable(Fresh), Now, Configuration(Fresh.Bundle));
        Assert.Equal(new RotationStep.Wait(Terms.DueTime(Fresh.Leaf) - Now), Rotation.Next(view, Terms));

        // 90 days from one hour ago on.
        Assert.Equal(Now.AddHours(-1) + (TimeSpan.FromHours((90 * 24) + 1) * (2.0 / 3)), Terms.DueTime(Fresh.Leaf), TimeSpan.FromSeconds(1));
        var renewed = Written(View(Readable(Fresh), Now.AddDays(60), Configuration(Fresh.Bundle)), "the leaf is to be renewed");
        Assert.Equal(Fresh.Bundle, renewed.Bundle);
        Assert.Equal(Now.AddDays(150), new DateTimeOffset(renewed.Leaf.NotAfter));
    }

    [Fact]
    public void A_replica_may_renew_a_little_earlier_than_the_others() =>
        Assert.Equal(((90 * 24) + 1) * 0.06, (Terms.DueTime(Fresh.Leaf) - (Terms with { Earliness = 0.06 }).DueTime(Fresh.Leaf)).TotalHours, 3);

    [Fact]
    public void A_leaf_that_lacks_a_name_gets_it_and_keeps_those_of_others()
    {
        var mine = Terms with { Names = SubjectNames.OfService("route-metrics", "route-metrics", ["10.0.0.1", "::1"]) };
        var theirs = Terms with { Names = SubjectNames.OfService("route-metrics", "route-metrics", ["webhook.example.com"]) };
        var content = Written(View(Readable(Fresh), Now), "the leaf lacks a name", mine);
        Assert.Equal([.. Terms.Names, "10.0.0.1", "::1"], SubjectNames.Of(content.Leaf));
        content = Written(View(Readable(content), Now), "the leaf lacks a name", theirs);
        Assert.Equal([.. Terms.Names, "webhook.example.com", "10.0.0.1", "::1"], SubjectNames.Of(content.Leaf));
        Assert.IsType<RotationStep.Wait>(Rotation.Next(View(Readable(content), Now), mine));
    }

    [Fact]
    public void A_CA_is_replaced_in_three_steps()
    {
        // The CA: 365 days from one hour ago on.
        var due = Now.AddDays(244);
        var old = Fresh.WithNewLeaf(Terms, Terms.Names, Now.AddDays(200));
        var joined = Written(View(Readable(old), due, Configuration(old.Bundle)), "the CA is to be replaced");
        Assert.Equal((2, old.Leaf.Thumbprint, false), (joined.Trusted.Count, joined.Leaf.Thumbprint, joined.IsLeafOfSigner));

        var view = View(Readable(joined), due, Configuration(old.Bundle));
        Assert.IsType<RotationStep.WriteBundles>(Rotation.Next(view, Terms));
        var everywhere = Configuration(joined.Bundle);
        view = view.After([everywhere], Readable(joined), Terms, At(due, 10));
        Assert.Equal(new RotationStep.Wait(TimeSpan.FromMinutes(1)), Rotation.Next(view, Terms));
        view = view.After([everywhere], Readable(joined), Terms, At(due, 70));
        var signed = Written(view, "the new CA is trusted");
        Assert.Equal((joined.Bundle, true), (signed.Bundle, signed.IsLeafOfSigner));

        view = view.After([everywhere], Readable(signed), Terms, At(due, 80));
        Assert.Equal(new RotationStep.Wait(TimeSpan.FromHours(1)), Rotation.Next(view, Terms));
        view = view.After([everywhere], Readable(signed), Terms, At(due, 3680));
        var alone = Written(view, "no replica serves a leaf of the old CA");
        Assert.Equal([signed.Signer.Certificate.Thumbprint], alone.Trusted.Select(ca => ca.Thumbprint));
        Assert.Equal(signed.Leaf.Thumbprint, alone.Leaf.Thumbprint);
    }

    [Fact]
    public void A_bundle_that_is_not_in_force_everywhere_holds_the_new_CA_back_and_time_does_not_help()
    {
        var joined = Fresh.WithNewSigner(Terms, Now);
        var view = View(Readable(joined), Now, Configuration(joined.Bundle), Configuration(Fresh.Bundle));
        view = view.After(view.Configurations, view.Secret, Terms, At(Now, 100_000));
        Assert.IsType<RotationStep.WriteBundles>(Rotation.Next(view, Terms));
    }

    [Fact]
    public void An_expired_leaf_is_replaced_at_once_even_where_its_CA_is_not_trusted_yet()
    {
        var content = Written(View(Readable(Fresh), Now.AddDays(91), Configuration(null)), "the leaf is not valid");
        Assert.Equal((Fresh.Bundle, true), (content.Bundle, content.IsLeafOfSigner));
        Written(View(Readable(Fresh.WithNewSigner(Terms, Now)), Now.AddDays(91)), "the leaf is not valid");
    }

    [Fact]
    public void An_expired_CA_is_replaced_at_once()
    {
        var content = Written(View(Readable(Fresh), Now.AddDays(366)), "CA and leaf are not valid");
        Assert.Equal((1, true), (content.Trusted.Count, content.IsLeafOfSigner));
        Assert.NotEqual(Fresh.Signer.Certificate.Thumbprint, content.Signer.Certificate.Thumbprint);
    }

    [Fact]
    public void A_certificate_of_the_future_is_replaced_at_once() =>
        Written(View(Readable(Fresh), Now.AddDays(-2)), "CA and leaf are not valid");

    [Fact]
    public void An_older_Secret_that_is_put_back_gets_the_CA_of_the_leaf_that_is_served()
    {
        var newer = TlsSecret.Create(Terms, [], Now);
        var view = View(Readable(newer), Now).After([Configuration(newer.Bundle)], Readable(Fresh), Terms, At(Now, 1));
        Assert.Equal(newer.Leaf.Thumbprint, view.Served!.Leaf.Thumbprint);
        var content = Written(view, "the CA of a leaf that is served is missing");
        Assert.Equal(
            new[] { Fresh, newer }.Select(secret => secret.Signer.Certificate.Thumbprint), content.Trusted.Select(ca => ca.Thumbprint));
        Assert.Equal(Fresh.Leaf.Thumbprint, content.Leaf.Thumbprint);
    }

    [Fact]
    public void A_leaf_of_another_CA_is_served_once_that_is_trusted()
    {
        var next = Fresh.WithNewSigner(Terms, Now).WithNewLeaf(Terms, Terms.Names, Now);
        var view = View(Readable(Fresh), Now).After([Configuration(next.Bundle)], Readable(next), Terms, At(Now, 1));
        Assert.Equal(Fresh.Leaf.Thumbprint, view.Served!.Leaf.Thumbprint);
        Assert.Equal(next.Leaf.Thumbprint, view.After(view.Configurations, view.Secret, Terms, At(Now, 61)).Served!.Leaf.Thumbprint);

        var expired = view.After([Configuration(null)], view.Secret, Terms, At(Now.AddDays(91), 2));
        Assert.Equal(next.Leaf.Thumbprint, expired.Served!.Leaf.Thumbprint);
    }

    [Fact]
    public void An_expired_leaf_does_not_replace_a_valid_one()
    {
        var (renewed, expired) = (Fresh.WithNewLeaf(Terms, Terms.Names, Now.AddDays(80)), Fresh);
        var view = View(Readable(renewed), Now.AddDays(91)).After([Configuration(Fresh.Bundle)], Readable(expired), Terms, At(Now.AddDays(91), 100));
        Assert.Equal(renewed.Leaf.Thumbprint, view.Served!.Leaf.Thumbprint);
    }

    [Fact]
    public void A_renewed_leaf_of_the_same_CA_is_served_at_once()
    {
        var renewed = Fresh.WithNewLeaf(Terms, Terms.Names, Now);
        Assert.Equal(renewed.Leaf.Thumbprint, View(Readable(Fresh), Now).After([Configuration(null)], Readable(renewed), Terms, At(Now)).Served!.Leaf.Thumbprint);
    }

    [Fact]
    public void Webhooks_that_do_not_trust_the_leaf_are_named()
    {
        var view = View(Readable(Fresh), Now, Configuration(Fresh.Bundle), Configuration(TlsSecret.Create(Terms, [], Now).Bundle), Configuration(null));
        Assert.Equal(["MutatingWebhookConfiguration/a.routemetrics.io", "MutatingWebhookConfiguration/a.routemetrics.io"], view.Untrusting);
        Assert.Empty(ReplicaView.Nothing.Untrusting);
    }

    [Fact]
    public void The_status_tells_ends_and_objections()
    {
        Assert.Equal("there is no certificate yet: forbidden", CertificateStatus.Of(ReplicaView.Nothing, "forbidden").Objection);
        var status = CertificateStatus.Of(View(Readable(Fresh), Now, Configuration(null)), null);
        Assert.Equal((Now.AddDays(90), Now.AddDays(365), 1), (status.LeafEnd, status.AuthorityEnd, status.TrustedAuthorities));
        Assert.Equal("the caBundle of MutatingWebhookConfiguration/a.routemetrics.io does not trust the certificate yet", status.Objection);
        Assert.Null(CertificateStatus.Of(View(Readable(Fresh), Now), null).Objection);
    }

    [Theory]
    [InlineData(90, 365, 1, null)]
    [InlineData(0, 365, 0, "--tls-lifetime 0s is too short; give at least 5s")]
    [InlineData(90, 269, 1, "--ca-lifetime is less than three times --tls-lifetime, so that a CA could end before a leaf of it; make it longer")]
    [InlineData(90, 365, 31, "--ca-overlap is more than a third of --tls-lifetime, so that an old CA would never be given up; make it shorter")]
    public void Lifetimes_have_to_fit_into_each_other(int leaf, int authority, int overlap, string? fault) => Assert.Equal(
        fault,
        new CertificateLifetimes { Leaf = TimeSpan.FromDays(leaf), Authority = TimeSpan.FromDays(authority), Overlap = TimeSpan.FromDays(overlap) }.Fault);

    private static TlsSecret Written(ReplicaView view, string reason, CertificateTerms? terms = null)
    {
        var step = Assert.IsType<RotationStep.WriteSecret>(Rotation.Next(view, terms ?? Terms));
        Assert.Equal(reason, step.Reason);
        return step.Content;
    }

    private static SecretState.Readable Readable(TlsSecret content) => new(content);

    private static Moment At(DateTimeOffset now, int uptime = 0) => new(now, TimeSpan.FromSeconds(uptime));

    private static ReplicaView View(SecretState secret, DateTimeOffset now, params WebhookConfiguration[] configurations) =>
        ReplicaView.Nothing.After(configurations, secret, Terms, At(now));

    private static WebhookConfiguration Configuration(string? bundle) => new(
        ClusterState.Mutating, "1", [new("a.routemetrics.io", bundle is null ? null : CaBundle.Encode(bundle), null)]);
}
