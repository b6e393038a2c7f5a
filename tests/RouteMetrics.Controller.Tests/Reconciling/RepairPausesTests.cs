using RouteMetrics.Controller.Reconciling;
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
    public void A_change_of_what_we_want_never_waits() =>
        Assert.All(Enumerable.Range(0, 100), number => Assert.Equal(TimeSpan.Zero, pauses.Ask(Change($"{number}"))));

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

    private static ReconcileAction.Change Change(string spec, string name = "w") => new(
        ResourceType.WasmPlugins,
        new("extensions.istio.io/v1alpha1", "WasmPlugin", "ns", name, ManifestValue.MapOf(("spec", spec))),
        Some.Identity("ns", name));
}
