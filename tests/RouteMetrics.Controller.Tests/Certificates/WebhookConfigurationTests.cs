using k8s;
using k8s.Models;
using RouteMetrics.Controller.Certificates;

namespace RouteMetrics.Controller.Tests.Certificates;

public sealed class WebhookConfigurationTests
{
    private const string Bundle = "dGhlIGJ1bmRsZQ==";

    // As kube-apiserver 1.20.2 gives it, shortened.
    private static readonly WebhookConfiguration Read = WebhookConfiguration.Of(KubernetesJson.Deserialize<V1MutatingWebhookConfiguration>("""
        {"kind": "MutatingWebhookConfiguration", "metadata": {"name": "route-metrics", "resourceVersion": "42", "managedFields": [
          {"manager": "kubectl-client-side-apply", "operation": "Update", "fieldsV1": {"f:webhooks": {".": {},
            "k:{\"name\":\"a.routemetrics.io\"}": {".": {}, "f:clientConfig": {".": {}, "f:service": {".": {}, "f:name": {}}}}}}},
          {"manager": "route-metrics", "operation": "Update", "fieldsV1": {"f:webhooks": {
            "k:{\"name\":\"a.routemetrics.io\"}": {"f:clientConfig": {"f:caBundle": {}}}}}},
          {"manager": "cert-manager-cainjector", "operation": "Update", "fieldsV1": {"f:webhooks": {
            "k:{\"name\":\"b.routemetrics.io\"}": {"f:clientConfig": {"f:caBundle": {}}}}}}]},
        "webhooks": [
          {"name": "a.routemetrics.io", "sideEffects": "None", "admissionReviewVersions": ["v1"], "clientConfig": {"caBundle": "dGhlIGJ1bmRsZQ==", "service": {"name": "route-metrics"}}},
          {"name": "b.routemetrics.io", "sideEffects": "None", "admissionReviewVersions": ["v1"], "clientConfig": {"caBundle": "b3RoZXI=", "service": {"name": "route-metrics"}}},
          {"name": "c.routemetrics.io", "sideEffects": "None", "admissionReviewVersions": ["v1"], "clientConfig": {"service": {"name": "route-metrics"}}}]}
        """))!;

    [Fact]
    public void A_configuration_is_read_with_who_has_written_each_bundle()
    {
        Assert.Equal(("MutatingWebhookConfiguration", "42"), (Read.Kind, Read.ResourceVersion));
        Assert.Equal(
            [
                new("a.routemetrics.io", Bundle, "route-metrics"),
                new("b.routemetrics.io", "b3RoZXI=", "cert-manager-cainjector"),
                new ConfiguredWebhook("c.routemetrics.io", null, null),
            ],
            Read.Webhooks);
    }

    [Fact]
    public void Only_bundles_that_differ_are_written_and_only_to_what_was_read()
    {
        Assert.False(Read.Carries(Bundle));
        Assert.Equal(
            """[{"op":"replace","path":"/metadata/resourceVersion","value":"42"},{"op":"add","path":"/webhooks/1/clientConfig/caBundle","value":"dGhlIGJ1bmRsZQ=="},{"op":"add","path":"/webhooks/2/clientConfig/caBundle","value":"dGhlIGJ1bmRsZQ=="}]""",
            Read.Patch(Bundle).ToString());
    }

    [Fact]
    public void Whoever_else_has_written_a_bundle_is_named()
    {
        Assert.Equal(["b.routemetrics.io"], Read.Overwritten(Bundle).Select(webhook => webhook.Name));
        Assert.Equal(["b.routemetrics.io"], Read.Overwritten("what nobody has").Select(webhook => webhook.Name));
        Assert.Empty(Read.Overwritten("b3RoZXI="));
    }

    [Fact]
    public void A_configuration_without_webhooks_lacks_nothing() =>
        Assert.True(WebhookConfiguration.Of(new V1ValidatingWebhookConfiguration { Metadata = new() { ResourceVersion = "1" } })!.Carries(Bundle));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("bm8gUEVN")]
    public void What_is_no_bundle_trusts_nobody(string? bundle) => Assert.Empty(CaBundle.Decode(bundle));
}
