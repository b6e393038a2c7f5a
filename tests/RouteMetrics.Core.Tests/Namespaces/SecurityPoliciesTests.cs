using RouteMetrics.Core.Model;
using RouteMetrics.Core.Security;

namespace RouteMetrics.Core.Tests.Namespaces;

public sealed class SecurityPoliciesTests
{
    [Theory]
    [InlineData("ALLOW", true)]
    [InlineData("DENY", true)]
    [InlineData(null, true)]
    [InlineData("AUDIT", false)]
    [InlineData("CUSTOM", false)]
    public void A_policy_names_a_source_if_ztunnel_enforces_it(string? action, bool namesSource) =>
        Assert.Equal(namesSource, Of(action, From(("notPrincipals", ManifestValue.ListOf("a")))).NamesSource);

    [Theory]
    [InlineData("source.principal", true)]
    [InlineData("source.namespace", true)]
    [InlineData("remote.ip", true)]
    [InlineData("destination.port", false)]
    [InlineData("request.headers[x]", false)]
    public void A_condition_names_a_source_by_its_key(string key, bool namesSource) => Assert.Equal(
        namesSource,
        Of("ALLOW", ManifestValue.MapOf(("when", ManifestValue.ListOf(ManifestValue.MapOf(("key", key), ("notValues", ManifestValue.ListOf("v"))))))).NamesSource);

    [Fact]
    public void A_source_without_a_field_is_every_source() => Assert.False(Of("ALLOW", From()).NamesSource);

    [Fact]
    public void Targets_are_read_from_both_spellings()
    {
        var target = ManifestValue.MapOf(("kind", "Service"), ("name", "cart"));
        var other = ManifestValue.MapOf(("kind", "Gateway"), ("name", "w"));
        Assert.Equal(
            [("Service", "cart"), ("Gateway", "w")],
            SecurityPolicies.Of(new(Reference, ManifestValue.MapOf(("targetRefs", ManifestValue.ListOf(target)), ("targetRef", other)))).Targets);
    }

    [Fact]
    public void A_policy_that_is_too_large_to_keep_may_say_anything() => Assert.True(SecurityPolicies.Of(new(Reference, null)).NamesSource);

    private static ObjectRef Reference => ObjectRef.AuthorizationPolicy(new("shop", "p"));

    private static ManifestValue From(params ReadOnlySpan<(string, ManifestValue)> fields) =>
        ManifestValue.MapOf(("from", ManifestValue.ListOf(ManifestValue.MapOf(("source", ManifestValue.MapOf(fields))))));

    private static SecurityPolicy Of(string? action, ManifestValue rule)
    {
        var rules = ("rules", (ManifestValue)ManifestValue.ListOf(rule));
        return SecurityPolicies.Of(new(Reference, action is null ? ManifestValue.MapOf(rules) : ManifestValue.MapOf(("action", action), rules)));
    }
}
