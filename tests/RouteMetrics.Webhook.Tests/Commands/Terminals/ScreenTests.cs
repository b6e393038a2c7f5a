using System.Text;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Commands.Output;
using RouteMetrics.Webhook.Commands.Screens;

namespace RouteMetrics.Webhook.Tests.Commands.Terminals;

/// <summary>What a person sees; <see cref="GoldenTests"/> has what a pipe gets.</summary>
public sealed class ScreenTests
{
    private static readonly string Policy = Path.Combine(SourceTree.Golden, "policy.yaml");

    private static readonly string Shop = Path.Combine(SourceTree.Golden, "shop.yaml");

    public static TheoryData<int> Widths => [40, 80, 200];

    [Theory]
    [MemberData(nameof(Widths))]
    public async Task Nothing_of_a_finding_is_lost_and_no_line_is_too_wide(int width)
    {
        var plain = await CommandRun.OfAsync("lint", "-f", Policy);
        var shown = await CommandRun.OnTerminalAsync(width, "lint", "-f", Policy);

        Assert.Equal(plain.Exit, shown.Exit);
        Assert.True(ShownText.WidthOf(shown.Out) <= width, shown.Out);
        var letters = ShownText.Letters(shown.Out);
        var findings = plain.Out.Split('\n').TakeWhile(static line => line.Length > 0).ToList();
        Assert.Equal(10, findings.Count);
        Assert.All(findings, finding =>
        {
            // file:19: deny RMW001 HTTPRoute shop/cart spec…: "value": reason; fix; see page
            var parts = finding.Split(' ', 6);
            Assert.Contains($"{parts[1]}{parts[2]}", letters, StringComparison.Ordinal);
            Assert.Contains(ShownText.Letters($"at{parts[0].TrimEnd(':')}{parts[3]}{parts[4]}{parts[5].Split(": ")[0]}"), letters, StringComparison.Ordinal);
            Assert.All(
                string.Join(": ", parts[5].Split(": ")[1..]).Split("; "),
                part => Assert.Contains(ShownText.Letters(part.Split("\": ")[^1]), letters, StringComparison.Ordinal));
        });
        Assert.Contains("route-metricswhyRMW001showsanexampleandthefix;alsoRMW003,RMW012,", letters, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_of_two_places_is_said_once()
    {
        const string Reason = "must be an absolute path";

        Assert.Equal(2, Times(Reason, (await CommandRun.OfAsync("lint", "-f", Policy)).Out));
        var shown = ShownText.Of((await CommandRun.OnTerminalAsync(200, "lint", "-f", Policy)).Out);
        Assert.Equal(1, Times(Reason, shown));
        Assert.Contains($"""
              ✗ {Reason}
              → begin it with /; see docs/policy/RMW012.md
              at {Policy}:20 HTTPRoute shop/cart spec.rules[0].matches[1].path.value: "items"
              at {Policy}:29 HTTPRoute shop/cart-again spec.rules[0].matches[0].path.value: "items"
            """, string.Join('\n', shown.Split('\n').Select(static line => line.TrimEnd())), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public async Task Nothing_of_a_table_is_lost(int width)
    {
        foreach (var format in new[] { "table", "wide" })
        {
            var plain = await CommandRun.OfAsync("operations", "-f", Shop, "-o", format);
            var shown = await CommandRun.OnTerminalAsync(width, "operations", "-f", Shop, "-o", format);

            Assert.True(ShownText.WidthOf(shown.Out) <= width, shown.Out);
            var letters = ShownText.Letters(shown.Out).CountBy(static letter => letter).ToDictionary();
            Assert.All(
                ShownText.Letters(plain.Out).CountBy(static letter => letter),
                count => Assert.True(letters.GetValueOrDefault(count.Key) >= count.Value, $"{count.Key} of {format}:\n{shown.Out}"));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Others_text_is_no_markup_and_moves_no_cursor(int width)
    {
        string[] hostile = ["[red]x[/]", "[/]", "[[", ":smile:", "\u001b[2J", "\u202eabc", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"];
        string[] harmless = [.. hostile[..4], "\\u001b[2J", "\\u202eabc", .. hostile[6..]];
        using var written = new StringWriter { NewLine = "\n" };
        var screen = new Screen(new(written, () => width));

        screen.Line(new Toned(hostile[0], Tone.Bad), hostile[1]);
        screen.Item(2, "-", [.. hostile.Select(static text => new Toned(text))]);
        screen.Table([["[A]", ":B:"], .. hostile.Select(static text => new[] { text, text })]);

        // As it is written out: half a character would become a replacement.
        var letters = ShownText.Letters(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(written.ToString())));
        Assert.Contains("[red]x[/][/]", letters, StringComparison.Ordinal);
        Assert.Contains(string.Concat(harmless), letters, StringComparison.Ordinal);
        Assert.Contains("[A]", letters, StringComparison.Ordinal);
        Assert.Equal(3, Times("\\u001b[2J", letters));
        Assert.DoesNotContain('\ufffd', letters);
        Assert.All(harmless[6..], text => Assert.Equal(text.Length * 3 / 2, letters.Count(letter => letter == text[1])));
        Assert.DoesNotContain("\u001b", ShownText.Of(written.ToString()), StringComparison.Ordinal);
        Assert.True(ShownText.WidthOf(written.ToString()) <= width, written.ToString());
    }

    [Fact]
    public async Task A_fault_is_one_line_that_can_be_copied()
    {
        var run = await CommandRun.OnTerminalAsync(40, "lint", "-f", "/nowhere/" + new string('x', 60));

        Assert.Equal($"\u001b[91merror:\u001b[0m /nowhere/{new string('x', 60)}: does not exist\n", run.Error.Split('\n')[0] + "\n");
    }

    [Fact]
    public async Task Data_is_the_same_on_a_terminal()
    {
        foreach (var format in new[] { "json", "sarif", "github" })
        {
            Assert.Equal(
                await CommandRun.OfAsync("lint", "-f", Policy, "-o", format), await CommandRun.OnTerminalAsync(40, "lint", "-f", Policy, "-o", format));
        }
    }

    [Theory]
    [InlineData(false, null, "xterm", true)]
    [InlineData(false, "", "xterm", true)]
    [InlineData(true, null, "xterm", false)]
    [InlineData(false, "1", "xterm", false)]
    [InlineData(false, null, "dumb", false)]
    [InlineData(false, null, null, false)]
    public void A_terminal_is_one_that_somebody_looks_at_and_takes_colours(bool isRedirected, string? noColor, string? term, bool isOne) => Assert.Equal(
        isOne,
        Terminal.Of(TextWriter.Null, isRedirected, name => name == "NO_COLOR" ? noColor : name == "TERM" ? term : null) is not null);

    [Fact]
    public void A_listing_tells_how_far_it_is_once_it_takes_a_while_and_takes_that_back()
    {
        using var written = new StringWriter();
        using (var progress = new ListingProgress(new(written, () => 20)))
        {
            progress.Report(new(Core.Model.ResourceType.HttpRoutes, 500));
            Assert.Equal("", written.ToString());
            Thread.Sleep(250);
            progress.Report(new(Core.Model.ResourceType.HttpRoutes, 1000));
        }

        Assert.Equal("\r\u001b[Klisting httproutes:\r\u001b[K", written.ToString());
    }

    private static int Times(string part, string text) => text.Split(part).Length - 1;
}
