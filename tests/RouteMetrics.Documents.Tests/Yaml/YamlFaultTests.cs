using System.Diagnostics;
using System.Text;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Tests.Yaml;

public sealed class YamlFaultTests
{
    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", "3: key \"a\" is already on line 1; remove one of the two")]
    [InlineData("true: 1\n\"true\": 3", "2: key \"true\" is already on line 1; remove one of the two")]
    [InlineData("a: *b", "1: alias *b names no anchor before it, or one that it is part of")]
    [InlineData("a: &b\n  c: *b", "2: alias *b names no anchor before it, or one that it is part of")]
    [InlineData("a: &b.c x\nd: *b.c", "1: \"b.c\" names no anchor for kubectl; use letters, digits, - and _")]
    [InlineData("a: {b: &c {d: *c}}", "1: alias *c names no anchor before it, or one that it is part of")]
    [InlineData("a: .nan", "1: .nan is no JSON number; put it in quotes if it is text")]
    [InlineData("a: !!int abc", "1: \"abc\" is not a !!int")]
    [InlineData("a: !!binary aGk=", "1: tag !!binary is not supported; write the value itself")]
    [InlineData("a:\n  ? [b]\n  : c", "2: a key must be text; put it in quotes")]
    [InlineData("~: 1", "1: a key must be text; put it in quotes")]
    [InlineData("a:\n  <<: 5", "2: the merge key << takes a map or a list of maps")]
    [InlineData("a:\n\t- b", "1: not valid YAML: While scanning a mapping, found invalid tab as indentation; check quotes and indentation (spaces, no tabs)")]
    [InlineData("a: 'x", "1: not valid YAML: While scanning a quoted scalar, found unexpected end of stream; check quotes and indentation (spaces, no tabs)")]
    public void What_is_wrong_is_told_with_its_line(string yaml, string expected)
    {
        var fault = Assert.Throws<YamlFaultException>(() => Convert(yaml));

        Assert.Equal(expected, $"{fault.Line}: {fault.Message}");
    }

    [Fact]
    public void A_billion_laughs_are_refused_at_once()
    {
        var yaml = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var level = 1; level < 20; level++)
        {
            yaml.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]\n");
        }

        AssertRefused(yaml.ToString(), "aliases expand to more than 4194304 characters; write the values out");
    }

    [Fact]
    public void A_billion_laughs_in_maps_are_refused_at_once()
    {
        var yaml = new StringBuilder("a0: &a0 {k: lol}\n");
        for (var level = 1; level < 20; level++)
        {
            yaml.Append($"a{level}: &a{level} {{{string.Join(", ", Enumerable.Range(0, 9).Select(key => $"k{key}: {{k: *a{level - 1}}}"))}}}\n");
        }

        AssertRefused(yaml.ToString(), "aliases expand to more than 4194304 characters; write the values out");
    }

    [Fact]
    public void A_million_aliases_are_read_in_one_go()
    {
        var clock = Stopwatch.StartNew();

        Convert($"a: &a {{b: c}}\nd: [{string.Join(", ", Enumerable.Repeat("{x: *a}", 200_000))}]");

        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"took {clock.Elapsed}");
    }

    [Fact]
    public void A_billion_merges_are_refused_at_once()
    {
        var yaml = new StringBuilder("a0: &a0 {k: v}\n");
        for (var level = 1; level < 40; level++)
        {
            yaml.Append($"a{level}: &a{level} {{<<: [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]}}\n");
        }

        AssertRefused(yaml.ToString(), "aliases expand to more than 4194304 characters; write the values out");
    }

    [Fact]
    public void A_long_text_repeated_by_aliases_is_refused()
    {
        var yaml = $"a: &a {new string('x', 100_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 50))}]";

        AssertRefused(yaml, "aliases expand to more than 4194304 characters; write the values out");
    }

    [Fact]
    public void A_chain_of_merges_is_bounded()
    {
        var yaml = new StringBuilder("a0: &a0 {k: v}\n");
        for (var level = 1; level < 2000; level++)
        {
            yaml.Append($"a{level}: &a{level} {{<<: *a{level - 1}}}\n");
        }

        AssertRefused(yaml.ToString(), "merges more than 512 levels deep");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Deep_nesting_is_refused(string opening) =>
        AssertRefused(string.Concat(Enumerable.Repeat(opening, 20_000)), "nests more than 512 levels deep");

    [Fact]
    public void Deep_nesting_by_aliases_is_refused()
    {
        var yaml = new StringBuilder("a0: &a0 [x]\n");
        for (var level = 1; level < 600; level++)
        {
            yaml.Append($"a{level}: &a{level} [*a{level - 1}]\n");
        }

        AssertRefused(yaml.ToString(), "nests more than 512 levels deep");
    }

    [Fact]
    public void Garbage_is_read_or_is_a_fault_and_never_another_exception()
    {
        const string Alphabet = "ab:-?,[]{}#&*!|>'\"%@` \t\n\r\\u0xU.<~=1é\u2028\uFEFF\uD83D\uDE00";
        var random = new Random(1);
        var outcomes = (Read: 0, Refused: 0);
        for (var run = 0; run < 20_000; run++)
        {
            var yaml = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            try
            {
                Convert(yaml);
                outcomes.Read++;
            }
            catch (YamlFaultException)
            {
                outcomes.Refused++;
            }
        }

        Assert.True(outcomes is { Read: > 500, Refused: > 500 }, outcomes.ToString());
    }

    private static void AssertRefused(string yaml, string message)
    {
        var clock = Stopwatch.StartNew();

        Assert.Equal(message, Assert.Throws<YamlFaultException>(() => Convert(yaml)).Message.Replace("not valid YAML: ", "", StringComparison.Ordinal));

        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"took {clock.Elapsed}");
    }

    private static void Convert(string yaml)
    {
        foreach (var document in YamlTreeReader.Read(yaml))
        {
            YamlJson.From(document);
        }
    }
}
