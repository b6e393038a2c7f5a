using System.Text;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Events;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Testing;

namespace RouteMetrics.Controller.Tests.Events;

public sealed class EventDeduplicatorTests
{
    private readonly ManualTime time = new();
    private readonly EventDeduplicator events;

    public EventDeduplicatorTests() => events = new(time);

    [Fact]
    public void What_lasts_is_told_once_an_hour_and_what_happens_each_time()
    {
        Assert.Equal((true, false), events.Record(Lasting("x")));
        Assert.Equal((false, true), events.Record(Lasting("x")));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((true, true), events.Record(Lasting("x")));

        Assert.Equal((true, false), events.Record(Lasting("y") with { IsLasting = false }));
        Assert.Equal((true, true), events.Record(Lasting("y") with { IsLasting = false }));
    }

    [Fact]
    public void Another_object_reason_or_message_is_another_event()
    {
        events.Record(Lasting("x"));
        Assert.Equal((true, false), events.Record(Lasting("x", name: "other")));
        Assert.Equal((true, false), events.Record(Lasting("x") with { Reason = "Other" }));
        Assert.Equal((true, false), events.Record(Lasting("other")));
    }

    [Fact]
    public void About_one_object_so_many_are_told_at_once_and_then_one_in_half_a_minute()
    {
        Assert.Equal(10, Enumerable.Range(0, 100).Count(number => events.Record(Lasting($"{number}")).IsDue));
        Assert.Equal(90, events.Withheld);
        Assert.True(events.Record(Lasting("x", name: "other")).IsDue);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Enumerable.Range(0, 100).Count(number => events.Record(Lasting($"later {number}")).IsDue));
    }

    [Fact]
    public void In_all_so_many_are_told_at_once_and_then_five_a_second()
    {
        Assert.Equal(200, Enumerable.Range(0, 10_000).Count(number => events.Record(Lasting("x", name: $"{number}")).IsDue));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, Enumerable.Range(0, 10_000).Count(number => events.Record(Lasting("y", name: $"{number}")).IsDue));
    }

    [Fact]
    public void What_was_withheld_may_be_told_later()
    {
        for (var number = 0; number < 10; number++)
        {
            events.Record(Lasting($"{number}"));
        }

        Assert.Equal((false, false), events.Record(Lasting("x")));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((true, false), events.Record(Lasting("x")));
    }

    [Fact]
    public void The_name_of_an_Event_is_that_of_its_object_and_of_what_it_says()
    {
        Assert.Equal(EventDeduplicator.NameOf(Lasting("x")), EventDeduplicator.NameOf(Lasting("x")));
        Assert.NotEqual(EventDeduplicator.NameOf(Lasting("x")), EventDeduplicator.NameOf(Lasting("y")));
        Assert.Matches("^route\\.[0-9a-f]{16}$", EventDeduplicator.NameOf(Lasting("x")));
        var longest = EventDeduplicator.NameOf(Lasting("x", name: $"xy{string.Concat(Enumerable.Repeat("ab-", 83))}cd"));
        Assert.Equal(252, longest.Length);
        Assert.Matches("^xy(ab-)+ab\\.[0-9a-f]{16}$", longest);
    }

    [Fact]
    public void A_message_is_at_most_1024_bytes_and_ends_at_a_character()
    {
        var happened = ObjectEvent.OfNamespace(new(null, "ns", "uid", "1"), isWarning: true, "ApplyFailed", new string('ä', 2000), isLasting: true);
        Assert.Equal($"{new string('ä', 510)}…", happened.Message);
        Assert.Equal(1023, Encoding.UTF8.GetByteCount(happened.Message));
        Assert.Equal("ns", happened.Namespace);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "routemetrics.io/enabled=false")]
    [InlineData(false, "routemetrics.io/mode=audit")]
    [InlineData(true, "routemetrics.io/mode=warn")]
    public void Routes_are_spoken_of_where_they_are_judged(bool isJudged, params string[] labels)
    {
        var ns = Some.Namespace("ns", labels);
        var route = Some.Route("ns", "r", "/x", Some.ToGateway("ns", "g"), Some.ToService("ns", "s"));
        var view = new NamespaceView("ns")
        {
            Namespace = ns,
            Mesh = new() { IsComplete = true, Namespaces = [ns.Value.Resource], Routes = [route.Value.Value] },
            Routes = new Dictionary<Core.Model.RouteKey, ObjectIdentity> { [route.Value.Value.Key] = route.Object },
            IsComplete = true,
        };
        var told = RouteEvents.Of(view, DesiredNamespace.Of(view, RouteMetricsSettings.Default), RouteMetricsSettings.Default).ToList();
        var notMeasured = new ObjectEvent(
            "gateway.networking.k8s.io/v1", "HTTPRoute", route.Object, IsWarning: true, "NotMeasured",
            "RMW008 spec.parentRefs[0]: the route is not measured there: Gateway ns/g does not exist; create it, or correct its name; see docs/policy/RMW008.md", IsLasting: true);
        Assert.Equal(isJudged ? [notMeasured] : [], told);
    }

    private static ObjectEvent Lasting(string message, string name = "route") =>
        new("v1", "HTTPRoute", new("ns", name, $"uid of {name}", "1"), IsWarning: true, "NotMeasured", message, IsLasting: true);
}
