using System.Diagnostics;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Tests.Re2;

/// <summary>Hostile patterns cost no more than their size; the bounds are far above what is needed, and far below what backtracking needs.</summary>
public sealed class Re2LimitTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("(a*)*b")]
    [InlineData("(a|aa)+$b")]
    [InlineData("(a?){200}a{200}b")]
    [InlineData("(?:(?:(?:a*)*)*)*b")]
    [InlineData("(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b")]
    public void Matching_takes_time_linear_in_the_text(string pattern)
    {
        var watch = Stopwatch.StartNew();
        Assert.False(Re2Pattern.TryParse(pattern, out _)!.IsMatch(new string('a', 4096)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);
    }

    [Theory]
    [InlineData("(", ")", "expression nests deeper than 1000 levels")]
    [InlineData("(?:", ")", "expression nests deeper than 1000 levels")]
    [InlineData("(?:", ")*", "expression nests deeper than 1000 levels")]
    [InlineData("(a|", ")", "expression nests deeper than 1000 levels")]
    public void Depth_is_bounded(string opening, string closing, string reason)
    {
        Assert.Null(Re2Pattern.TryParse(Nested(100_000, opening, closing), out var error));
        Assert.Equal(reason, error!.Reason);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("(?:", ")*")]
    [InlineData("(a|", ")")]
    public void The_deepest_pattern_needs_little_stack(string opening, string closing)
    {
        var depth = Enumerable.Range(1, 1000).Last(levels => Re2Pattern.TryParse(Nested(levels, opening, closing), out _) is not null);
        var text = Nested(depth, opening, closing);
        var thread = new Thread(
            () =>
            {
                var pattern = Re2Pattern.TryParse(text, out _)!;
                Assert.True(pattern.IsMatch("x"));
                Assert.Equal(pattern.Syntax, Re2Pattern.TryParse(pattern.Syntax.ToString(), out _)!.Syntax);
                Assert.Equal(pattern.Syntax.GetHashCode(), Re2Pattern.TryParse(text, out _)!.Syntax.GetHashCode());
                Assert.True(Re2Rewrite.TryExclude(pattern, '&', out _, out _));
                _ = pattern.MatchesEmpty;
                _ = pattern.Literal;
            },
            maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
        Assert.InRange(depth, 300, 1000);
    }

    [Theory]
    [InlineData(".{1000}", 29, true)]
    [InlineData(".{1000}", 30, false)]
    [InlineData(@"\pL{1000}", 1, false)]
    [InlineData("a{1000}", 340, true)]
    [InlineData("a{1000}", 350, false)]
    public void A_program_that_would_not_fit_into_RE2_is_refused(string part, int times, bool accepted)
    {
        var watch = Stopwatch.StartNew();
        var pattern = Re2Pattern.TryParse(string.Concat(Enumerable.Repeat(part, times)), out var error);
        Assert.Equal(accepted, pattern is not null);
        Assert.Equal(accepted, error is null);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);
    }

    [Fact]
    public void The_size_refused_is_named()
    {
        Assert.Null(Re2Pattern.TryParse(string.Concat(Enumerable.Repeat("a{1000}", 350)), out var error));
        Assert.Equal(new(0, "pattern too large: about 350004 instructions, over RE2's limit of 349525"), error);
    }

    [Fact]
    public void A_pattern_can_be_matched_from_many_threads()
    {
        var pattern = Re2Pattern.TryParse("^(?:a|b)*c$", out _)!;
        Assert.All(
            Enumerable.Range(0, 64).AsParallel().Select(i => (i, Matches: pattern.IsMatch(new string('a', i) + (i % 2 == 0 ? "c" : "d")))).ToArray(),
            static result => Assert.Equal(result.i % 2 == 0, result.Matches));
    }

    private static string Nested(int depth, string opening, string closing) =>
        string.Concat(Enumerable.Repeat(opening, depth)) + "x" + string.Concat(Enumerable.Repeat(closing, depth));
}
