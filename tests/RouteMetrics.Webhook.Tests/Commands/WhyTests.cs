using RouteMetrics.Core.Findings;
using RouteMetrics.Webhook.Tests.Documentation;

namespace RouteMetrics.Webhook.Tests.Commands;

public sealed class WhyTests
{
    public static TheoryData<FindingCode> Codes => [.. Enum.GetValues<FindingCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Each_code_has_its_page(FindingCode code)
    {
        var run = await CommandRun.OfAsync("why", code.ToString().ToLowerInvariant());

        Assert.Equal((0, DocumentPage.Read($"docs/policy/{code}.md"), ""), (run.Exit, run.Out, run.Error));
    }

    [Theory]
    [InlineData("RMW999")]
    [InlineData("4")]
    [InlineData("RMW001,RMW002")]
    public async Task What_is_no_code_is_refused_with_those_that_are(string code)
    {
        var run = await CommandRun.OfAsync("why", code);

        Assert.Equal(2, run.Exit);
        Assert.StartsWith($"error: there is no code {code}; the codes are RMW001, RMW002, ", run.Error, StringComparison.Ordinal);
    }
}
