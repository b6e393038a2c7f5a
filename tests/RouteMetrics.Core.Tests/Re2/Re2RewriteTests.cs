using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Tests.Re2;

public sealed class Re2RewriteTests
{
    [Theory]
    [InlineData("v[0-9]+", "v[0-9]+")]
    [InlineData("^v[0-9]+$", "v[0-9]+")]
    [InlineData(@"\Av1\z", "v1")]
    [InlineData("^a$|^b$", "a|b")]
    [InlineData("(^a|^b)c", "(a|b)c")]
    [InlineData("(?m)^a$", "(?m)a")]
    [InlineData("^$", "")]
    [InlineData("(^a)?b", "(a)?b")]
    [InlineData(".*", "[^&\\n]*")]
    [InlineData("(?s).+", "(?s)[^&]+")]
    [InlineData("[^/]+", "[^/&]+")]
    [InlineData("[^&]+", "[^&]+")]
    [InlineData(@"\d+\s?", @"\d+\s?")]
    [InlineData(@"\D", @"[^\d&]")]
    [InlineData(@"\W\S", @"[^\w&][^\s&]")]
    [InlineData(@"\pP", @"[^\PP&]")]
    [InlineData(@"\p{Any}", @"[^\P{Any}&]")]
    [InlineData(@"[!-~]", "[!-%'-~]")]
    [InlineData(@"[&x]", "[x]")]
    [InlineData(@"[&]", @"[^\x00-\x{10FFFF}]")]
    [InlineData(@"[a\W5]", @"(?:[a5]|[^\w&])")]
    [InlineData(@"[[:punct:]a]+", @"(?:[a]|[^[:^punct:]&])+")]
    [InlineData("a&b", @"a[^\x00-\x{10FFFF}]b")]
    [InlineData("a&?b", @"a[^\x00-\x{10FFFF}]?b")]
    [InlineData(@"\bfoo\b", @"\bfoo\b")]
    [InlineData(@"\Qa.b", @"\Qa.b\E")]
    [InlineData(@"(?i)prod|test", "(?i)prod|test")]
    public void What_could_match_the_separator_is_taken_out(string pattern, string expected)
    {
        Assert.True(Re2Rewrite.TryExclude(Re2Pattern.TryParse(pattern, out _)!, '&', out var rewritten, out var reason));
        Assert.Null(reason);
        Assert.Equal(expected, rewritten);
    }

    [Theory]
    [InlineData(@"a\C", @"\C matches half a character")]
    [InlineData("a^b", "^ stands inside the expression")]
    [InlineData("a$b", "$ stands inside the expression")]
    [InlineData("a*^b", "^ stands inside the expression")]
    [InlineData("(|a)$b", "$ stands inside the expression")]
    [InlineData("(?m)a\n^b", "^ stands inside the expression")]
    [InlineData("(^a)*", "^ stands in a repetition")]
    [InlineData(@"(a\z){2}", @"\z stands in a repetition")]
    public void An_anchor_that_would_test_the_longer_text_is_refused(string pattern, string expected)
    {
        Assert.False(Re2Rewrite.TryExclude(Re2Pattern.TryParse(pattern, out _)!, '&', out var rewritten, out var reason));
        Assert.Null(rewritten);
        Assert.Equal(expected, reason);
    }

    [Theory]
    [InlineData('a')]
    [InlineData('_')]
    [InlineData('é')]
    [InlineData('\n')]
    public void A_separator_must_not_be_part_of_a_word(char excluded) =>
        Assert.Throws<ArgumentException>(nameof(excluded), () => Re2Rewrite.TryExclude(Re2Pattern.TryParse("a", out _)!, excluded, out _, out _));

    [Fact]
    public void The_embedded_form_matches_exactly_the_values_that_the_pattern_matches()
    {
        var random = new RandomPatterns(RandomPatterns.Seed);
        var embedded = 0;
        for (var i = 0; i < 4000; i++)
        {
            var text = random.Valid(depth: 3, anchors: 0.05);
            var pattern = Re2Pattern.TryParse(random.Chance(0.3) ? $"^{text}$" : text, out _);
            if (pattern is null || !Re2Rewrite.TryExclude(pattern, '&', out var rewritten, out _))
            {
                continue;
            }

            embedded++;
            var whole = Re2Pattern.TryParse($"^(?:{pattern.Enclosable})$", out _)!;
            var inQuery = Re2Pattern.TryParse($"^(?:[^&]*&)*q=(?:{rewritten})(?:&|$)", out var error);
            Assert.True(inQuery is not null, $"ROUTE_METRICS_SEED={RandomPatterns.Seed}: {pattern.Text} became {rewritten}: {error?.Reason}");
            foreach (var value in Enumerable.Range(0, 6).Select(_ => random.TextNear(pattern.Syntax)).Append(random.Text()).Append(""))
            {
                AssertSame(pattern, rewritten!, whole, inQuery, value);
            }
        }

        Assert.InRange(embedded, 1000, 4000);
    }

    // A value with the separator in it is the part before it.
    private static void AssertSame(Re2Pattern pattern, string rewritten, Re2Pattern whole, Re2Pattern inQuery, string value)
    {
        var expected = whole.IsMatch(value.Split('&')[0]);
        foreach (var query in new[] { $"q={value}", $"a=1&q={value}&b=2" })
        {
            Assert.True(
                expected == (inQuery.IsMatch(query) || ContainsAnotherQ(value)),
                $"ROUTE_METRICS_SEED={RandomPatterns.Seed}: {pattern.Text} became {rewritten}: \"{query}\" should be {expected}");
        }
    }

    private static bool ContainsAnotherQ(string value) => value.Contains("&q=", StringComparison.Ordinal);
}
