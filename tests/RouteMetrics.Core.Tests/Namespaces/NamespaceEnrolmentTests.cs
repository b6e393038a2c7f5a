using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Tests.Namespaces;

public class NamespaceEnrolmentTests
{
    private static NamespaceEnrolment Decide(string name, string labels = "", RouteMetricsSettings? settings = null) => NamespaceEnrolment.Decide(
        new(name, labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(label => label.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal)),
        settings ?? RouteMetricsSettings.Default);

    [Theory]
    [InlineData("", "istio.io/dataplane-mode=ambient,istio.io/use-waypoint=shop-waypoint")]
    [InlineData("istio.io/dataplane-mode=ambient", "istio.io/use-waypoint=shop-waypoint")]
    [InlineData("istio.io/use-waypoint=mine", "istio.io/dataplane-mode=ambient")]
    [InlineData("istio.io/use-waypoint-namespace=infra", "istio.io/dataplane-mode=ambient")]
    [InlineData("istio-injection=disabled,routemetrics.io/enabled=true", "istio.io/dataplane-mode=ambient,istio.io/use-waypoint=shop-waypoint")]
    [InlineData("istio-injection=disabled,istio.io/rev=prod", "istio.io/dataplane-mode=ambient,istio.io/use-waypoint=shop-waypoint")]
    [InlineData("istio-injection=false", "istio.io/dataplane-mode=ambient,istio.io/use-waypoint=shop-waypoint")]
    public void Only_labels_that_are_absent_are_added(string labels, string added)
    {
        var enrolment = Decide("shop", labels);

        Assert.Null(enrolment.SkipReason);
        Assert.Equal(added, string.Join(',', enrolment.LabelsToAdd.Select(label => $"{label.Key}={label.Value}")));
    }

    [Theory]
    [InlineData("kube-system", "", "kube-* namespaces belong to Kubernetes")]
    [InlineData("istio-system", "routemetrics.io/enabled=true", "istio-system belongs to Istio")]
    [InlineData("route-metrics", "", "it is the webhook's own namespace")]
    [InlineData("infra-dns", "routemetrics.io/enabled=true", "the configuration exempts infra-*")]
    [InlineData("shop", "routemetrics.io/enabled=false", "it is opted out by the label routemetrics.io/enabled: \"false\"")]
    [InlineData("shop", "istio-injection=enabled", "it has sidecars: label istio-injection: enabled")]
    [InlineData("shop", "istio-injection=enabled,istio.io/rev=prod", "it has sidecars: label istio-injection: enabled")]
    [InlineData("shop", "istio.io/rev=1-30", "it has sidecars: label istio.io/rev: 1-30")]
    [InlineData("shop", "istio.io/dataplane-mode=none", "it is opted out of ambient by the label istio.io/dataplane-mode: none")]
    [InlineData("shop", "istio.io/use-waypoint=none", "it is opted out of waypoints by the label istio.io/use-waypoint: none")]
    public void A_namespace_that_is_not_ours_to_touch_is_skipped_for_a_reason(string name, string labels, string reason)
    {
        var enrolment = Decide(name, labels, RouteMetricsSettings.Default with { ExemptNamespaces = ["infra-*"] });

        Assert.Equal(reason, enrolment.SkipReason);
        Assert.Empty(enrolment.LabelsToAdd);
    }

    [Fact]
    public void Enrolment_can_be_for_labelled_namespaces_only_or_for_none()
    {
        var labelled = RouteMetricsSettings.Default with { Enrolment = Enrolment.Labelled };

        Assert.Equal("the configuration enrols only namespaces with the label routemetrics.io/enabled: \"true\"", Decide("shop", "", labelled).SkipReason);
        Assert.True(Decide("shop", "routemetrics.io/enabled=true", labelled).IsEnrolled);
        Assert.Equal("the configuration enrols no namespace", Decide("shop", "routemetrics.io/enabled=true", labelled with { Enrolment = Enrolment.None }).SkipReason);
    }

    [Theory]
    [InlineData("routemetrics.io/mode=warn", Mode.Warn)]
    [InlineData("routemetrics.io/mode=audit", Mode.Audit)]
    [InlineData("routemetrics.io/mode=enforce", Mode.Enforce)]
    [InlineData("routemetrics.io/mode=off", Mode.Enforce)]
    [InlineData("", Mode.Enforce)]
    public void The_mode_is_the_label_s_or_the_default(string labels, Mode mode) => Assert.Equal(mode, Decide("shop", labels).Mode);

    [Theory]
    [InlineData("shop")]
    [InlineData("1abc")]
    [InlineData("a-namespace-whose-name-is-as-long-as-kubernetes-allows-it-to-be")]
    [InlineData("0")]
    public void A_waypoint_name_is_a_label_value_and_a_Service_name_whatever_the_namespace(string name)
    {
        var waypoint = NamespaceEnrolment.GeneratedWaypoint(name, RouteMetricsSettings.Default);

        Assert.Matches("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", waypoint);
    }

    [Fact]
    public void Names_that_had_to_be_changed_stay_different()
    {
        var stem = new string('x', 60);

        Assert.NotEqual(GeneratedName.For("{owner}-waypoint", stem + "a"), GeneratedName.For("{owner}-waypoint", stem + "b"));
        Assert.NotEqual(GeneratedName.For("{owner}-telemetry", "a.b"), GeneratedName.For("{owner}-telemetry", "a-b"));
    }

    [Fact]
    public void A_changed_name_has_a_hash_of_a_hundred_bits_and_the_name_of_the_earlier_release_is_known()
    {
        var owner = new string('x', 60) + "a";

        Assert.Equal("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-7uqu33jqytg3hzx44dwe", GeneratedName.For("{owner}-waypoint", owner));
        Assert.Equal("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-fd214ded", GeneratedName.EarlierFor("{owner}-waypoint", owner));
        Assert.Equal("shop-waypoint", GeneratedName.For("{owner}-waypoint", "shop"));
        Assert.Null(GeneratedName.EarlierFor("{owner}-waypoint", "shop"));
    }

    [Fact]
    public void The_names_that_collided_in_the_earlier_release_no_longer_do()
    {
        // 32 bits: found among some 80,000 names.
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var stem = new string('s', 55);
        for (var number = 0; ; number++)
        {
            var owner = $"{stem}{number}";
            var earlier = GeneratedName.EarlierFor("{owner}-wasmplugin", owner)!;
            if (seen.TryGetValue(earlier, out var other))
            {
                Assert.NotEqual(GeneratedName.For("{owner}-wasmplugin", other), GeneratedName.For("{owner}-wasmplugin", owner));
                return;
            }

            seen[earlier] = owner;
        }
    }
}
