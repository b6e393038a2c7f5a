using RouteMetrics.Core.Objectives;

namespace RouteMetrics.Core.Tests.Objectives;

public sealed class ServiceLevelTests
{
    [Theory]
    [InlineData("99.9%", 0.999, null)]
    [InlineData("99.9%, 250ms", 0.999, 250.0)]
    [InlineData(" 99 % ", null, null)]
    [InlineData("95%,2.5s", 0.95, 2500.0)]
    [InlineData("50%, 0.5ms", 0.5, 0.5)]
    [InlineData("99.9", null, null)]
    [InlineData("", null, null)]
    [InlineData("99.9%, 250ms, 1s", null, null)]
    [InlineData("99.9%, 250", null, null)]
    [InlineData("99.9%, -1ms", null, null)]
    [InlineData("1e2%", null, null)]
    public void An_objective_is_a_percentage_and_perhaps_a_latency(string text, double? share, double? within)
    {
        var level = ServiceLevel.Parse(text, out _);

        Assert.Equal((decimal?)share, level?.Share);
        Assert.Equal((decimal?)within, level?.Within);
    }

    [Theory]
    [InlineData("100%", "asks for 100%", "ask for at least 50% and for less than 100%: nobody can promise that nothing ever fails")]
    [InlineData("99.9%, 200ms", "asks for 200ms, which is no bound of the histogram, so nobody can tell how many requests were as fast",
        "ask for 100ms or 250ms")]
    [InlineData("99.9%, 2s", "asks for 2s, which is no bound of the histogram, so nobody can tell how many requests were as fast",
        "ask for 1s or 2.5s")]
    [InlineData("99.9%, 0.1ms", "asks for 0.1ms, which is no bound of the histogram, so nobody can tell how many requests were as fast",
        "ask for 0.5ms")]
    [InlineData("fast", "is no objective", "write a percentage and, if you like, a latency: 99.9%, 250ms")]
    public void What_cannot_be_measured_is_refused_with_what_can(string text, string reason, string fix)
    {
        Assert.Null(ServiceLevel.Parse(text, out var fault));
        Assert.Equal((reason, fix), fault);
    }
}
