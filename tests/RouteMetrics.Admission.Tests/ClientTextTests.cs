namespace RouteMetrics.Admission.Tests;

public sealed class ClientTextTests
{
    [Fact]
    public void A_long_warning_is_cut_to_256() => Assert.Equal([new string('x', 255) + "…"], Warnings([new string('x', 300)]));

    [Fact]
    public void A_character_of_two_units_is_not_cut_in_two() =>
        Assert.Equal([new string('x', 254) + "…"], Warnings([new string('x', 254) + "😀😀"]));

    [Fact]
    public void Control_characters_do_not_reach_the_header() => Assert.Equal([@"a\u000ab\u0009c\u0000d"], Warnings(["a\nb\tc\u0000d"]));

    [Theory]
    [InlineData("to\u202egnp.exe", @"to\u202egnp.exe")]
    [InlineData("a\u200bb\ufeffc\u00add", @"a\u200bb\ufeffc\u00add")]
    [InlineData("a\u2028b\u2029c\u0085d\u2066e", @"a\u2028b\u2029c\u0085d\u2066e")]
    [InlineData("tag\U000e0041", @"tag\U000e0041")]
    [InlineData("größer ≥ 5, 日本 😀", "größer ≥ 5, 日本 😀")]
    public void What_has_no_picture_of_its_own_or_moves_others_is_spelt_out(string text, string shown)
    {
        Assert.Equal([shown], Warnings([text]));
        Assert.Equal(shown, ClientText.Join([new(text)], 100));
        Assert.Equal(shown, ClientText.Cut(text, 100));
    }

    [Fact]
    public void What_does_not_fit_is_counted()
    {
        var warnings = Warnings([.. Enumerable.Range(0, 100).Select(index => $"{index:d3}" + new string('x', 97))]);
        Assert.Equal(41, warnings.Count);
        Assert.Equal("039" + new string('x', 97), warnings[39]);
        Assert.Equal("... and 60 more", warnings[40]);
        Assert.True(warnings.Sum(warning => warning.Length) <= 4096);
    }

    [Fact]
    public void What_fits_is_told_in_full()
    {
        var lines = Enumerable.Repeat(new string('x', 127), 32).ToArray();
        Assert.Equal(lines, Warnings(lines));
    }

    [Fact]
    public void A_warning_that_is_cut_keeps_its_link() => Assert.Equal(
        [new string('x', 228) + "…; see docs/policy/RMW001.md"],
        ClientText.Warnings([new(new string('x', 300), "; see docs/policy/RMW001.md")]));

    [Fact]
    public void Where_they_do_not_fit_in_full_all_are_cut_to_what_is_advised()
    {
        var warnings = ClientText.Warnings(
            [.. Enumerable.Range(0, 30).Select(index => new ClientLine($"{index:d2}" + new string('x', 200), "; see p"))]);
        Assert.Equal([.. Enumerable.Range(0, 30).Select(index => $"{index:d2}{new string('x', 110)}…; see p")], warnings);
        Assert.All(warnings, static warning => Assert.Equal(ClientText.AdvisedLimit, warning.Length));
    }

    [Fact]
    public void However_many_there_are_the_API_server_cuts_none()
    {
        var warnings = ClientText.Warnings(
            [
                .. Enumerable.Range(0, 5000)
                    .Select(index => new ClientLine(new string('é', 200 + (index % 100)), "; see docs/policy/RMW001.md"))]);
        Assert.Equal("... and 4967 more", warnings[^1]);
        Assert.All(warnings, static warning => Assert.True(warning.Length <= ClientText.AdvisedLimit));
        Assert.True(warnings.Sum(static warning => warning.Length) <= ClientText.WarningsLimit);
    }

    private static IReadOnlyList<string> Warnings(IReadOnlyList<string> lines) =>
        ClientText.Warnings([.. lines.Select(static line => new ClientLine(line))]);
}
