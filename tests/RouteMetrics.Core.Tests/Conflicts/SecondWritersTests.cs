using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Conflicts;

/// <summary>Attributes that two objects write on one proxy.</summary>
public sealed class SecondWritersTests
{
    private static readonly TargetRef Service = new("", "Service", "s");
    private static readonly TargetRef Waypoint = new(ParentRef.GatewayGroup, "Gateway", "ns-waypoint");
    private static readonly TargetRef Gateway = new(ParentRef.GatewayGroup, "Gateway", "public");
    private static readonly TargetRef Class = new(ParentRef.GatewayGroup, "GatewayClass", "istio-waypoint");

    private static AttachedObject.Extension Plugin(string ns, string name, int second, string attribute, params TargetRef[] targets) => new(ObjectRef.WasmPlugin(new(ns, name)))
    {
        CreationTimestamp = DateTimeOffset.UnixEpoch.AddSeconds(second),
        TargetRefs = targets,
        Phase = ExtensionPhase.Authn,
        Writes = [new(attribute, true)],
    };

    private static string[] FindingsOf(AttachedObject item, params AttachedObject[] others) =>
        [.. SecondWriters.Of(item, new() { Attached = [item, .. others] }, Some.Defaults).Select(static finding => $"{finding.Object} {finding}")];

    [Fact]
    public void The_younger_of_two_writers_is_told()
    {
        var (first, second) = (Plugin("ns", "a", 1, "istio_operationId", Service), Plugin("ns", "b", 2, "istio_operationId", Service));

        Assert.Empty(FindingsOf(first, second));
        Assert.Equal(
            ["WasmPlugin ns/b RMW111 spec.pluginConfig.attributes: \"istio_operationId\": WasmPlugin ns/a writes it on the same proxy too, before this one, which wins; let one of the two write it, or give it another name in one"],
            FindingsOf(second, first));
    }

    [Fact]
    public void Ours_is_a_writer_like_any_other()
    {
        var ours = Plugin("ns", "s-wasmplugin", 1, "istio_operationId", Service) with { IsOurs = true };

        Assert.Single(FindingsOf(Plugin("ns", "b", 2, "istio_operationId", Service), ours));
        Assert.Empty(FindingsOf(ours with { CreationTimestamp = DateTimeOffset.UnixEpoch.AddSeconds(3) }, Plugin("ns", "b", 2, "istio_operationId", Service)));
    }

    public static TheoryData<AttachedObject, AttachedObject, bool> Pairs => new()
    {
        { Plugin("ns", "a", 1, "x", Service), Plugin("ns", "b", 2, "x", Waypoint), true },
        { Plugin("ns", "a", 1, "x", Service), Plugin("istio-system", "b", 2, "x", Class), true },
        { Plugin("istio-system", "a", 1, "x", Class), Plugin("ns", "b", 2, "x", Waypoint), true },
        { Plugin("istio-system", "a", 1, "x"), Plugin("ns", "b", 2, "x", Gateway), true },
        { Plugin("ns", "a", 1, "x"), Plugin("ns", "b", 2, "x"), true },
        { Plugin("ns", "a", 1, "x", Service), Plugin("ns", "b", 2, "y", Service), false },
        { Plugin("ns", "a", 1, "x", Service), Plugin("ns", "b", 2, "x", new TargetRef("", "Service", "t")), false },
        { Plugin("ns", "a", 1, "x", Service), Plugin("other", "b", 2, "x", Service), false },
        { Plugin("ns", "a", 1, "x", Service), Plugin("ns", "b", 2, "x", Gateway), false },
        { Plugin("ns", "a", 1, "x", Service), Plugin("ns", "b", 2, "x"), false },
        { Plugin("istio-system", "a", 1, "x", Class), Plugin("ns", "b", 2, "x", Gateway), false },
        { Plugin("ns", "a", 1, "x", Service) with { IsGivenUp = true }, Plugin("ns", "b", 2, "x", Service), false },
    };

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void Only_writers_of_one_attribute_on_one_proxy_meet(AttachedObject first, AttachedObject second, bool meet) =>
        Assert.Equal(meet, FindingsOf(second, first).Length == 1);
}
