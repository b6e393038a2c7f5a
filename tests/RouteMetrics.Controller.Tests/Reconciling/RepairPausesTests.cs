using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Testing;

namespace RouteMetrics.Controller.Tests.Reconciling;

public sealed class RepairPausesTests
{
    private readonly ManualTime time = new();
    private readonly RepairPauses pauses;

    public RepairPausesTests() => pauses = new(time);

    [Fact]
    public void Who_changes_an_object_back_each_time_has_it_repaired_less_and_less_often()
    {
        List<double> waits = [];
        Assert.Equal(TimeSpan.Zero, pauses.Ask(Change("x")));
        for (var repair = 0; repair < 12; repair++)
        {
            var wait = pauses.Ask(Change("x"));
            waits.Add(wait.TotalSeconds);
            time.Advance(wait);
            if (wait > TimeSpan.Zero)
            {
                Assert.Equal(TimeSpan.Zero, pauses.Ask(Change("x")));
            }
        }

        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], waits);
    }

    [Fact]
    public void What_could_not_be_written_is_tried_again_and_is_no_repair()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            Assert.Equal(TimeSpan.Zero, pauses.Ask(Change("x")));
            pauses.Refused(Change("x"));
            time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public void What_we_want_may_change_ten_times_at_once_and_then_every_two_seconds()
    {
        Assert.All(Enumerable.Range(0, 10), number => Assert.Equal(TimeSpan.Zero, pauses.Ask(Change($"{number}"))));
        Assert.Equal(TimeSpan.FromSeconds(2), pauses.Ask(Change("10")));

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, pauses.Ask(Change("10")));
        Assert.Equal(TimeSpan.FromSeconds(2), pauses.Ask(Change("11")));
    }

    [Fact]
    public void What_alternates_is_written_less_and_less_often()
    {
        var written = 0;
        for (var second = 0; second < 600; second++)
        {
            for (var attempt = 0; attempt < 9; attempt++)
            {
                written += pauses.Ask(Change(attempt % 2 == 0 ? "x" : "y")) == TimeSpan.Zero ? 1 : 0;
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        // 5,400 without a pause: the two, the first repair, and one after each of 1, 2, 4 … 256 seconds.
        Assert.Equal(12, written);
    }

    [Fact]
    public void Another_object_is_no_part_of_the_quarrel()
    {
        for (var repair = 0; repair < 3; repair++)
        {
            pauses.Ask(Change("x"));
        }

        Assert.Equal(TimeSpan.Zero, pauses.Ask(Change("x", name: "other")));
    }

    [Fact]
    public void Peace_for_ten_minutes_ends_the_quarrel()
    {
        for (var repair = 0; repair < 3; repair++)
        {
            pauses.Ask(Change("x"));
        }

        time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, pauses.Ask(Change("x")));
        Assert.Equal(TimeSpan.Zero, pauses.Ask(Change("x")));
    }

    private static Manifest Change(string spec, string name = "w") =>
        new("extensions.istio.io/v1alpha1", "WasmPlugin", "ns", name, ManifestValue.MapOf(("spec", spec)));
}
