using RouteMetrics.Webhook.Admission;

namespace RouteMetrics.Webhook.Tests.Admission;

public sealed class ClientTextTests
{
    [Fact]
    public void A_long_warning_is_cut_to_256() => Assert.Equal([new string('x', 255) + "…"], ClientText.Warnings([new string('x', 300)]));

    [Fact]
    public void A_character_of_two_units_is_not_cut_in_two() => Assert.Equal([new string('x', 254) + "…"], ClientText.Warnings([new string('x', 254) + "😀😀"]));

    [Fact]
    public void Control_characters_do_not_reach_the_header() => Assert.Equal(["a b c d"], ClientText.Warnings(["a\nb\tc\u0000d"]));

    [Fact]
    public void What_does_not_fit_is_counted()
    {
        var warnings = ClientText.Warnings([.. Enumerable.Range(0, 100).Select(index => $"{index:d3}" + new string('x', 97))]);
        Assert.Equal(41, warnings.Count);
        Assert.Equal("039" + new string('x', 97), warnings[39]);
        Assert.Equal("... and 60 more", warnings[40]);
        Assert.True(warnings.Sum(warning => warning.Length) <= 4096);
    }

    [Fact]
    public void What_fits_is_told_in_full()
    {
        var lines = Enumerable.Repeat(new string('x', 127), 32).ToArray();
        Assert.Equal(lines, ClientText.Warnings(lines));
    }
}
