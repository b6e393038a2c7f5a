using System.Net;
using Microsoft.AspNetCore.Http;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class BodyMemoryTests : IDisposable
{
    private const long Quarter = BodyMemory.Bound / 4;

    private readonly ManualTime time = new();
    private readonly BodyMemory memory;
    private readonly List<string> gone = [];

    public BodyMemoryTests() => memory = new(time);

    public void Dispose() => memory.Dispose();

    [Fact]
    public void The_client_that_holds_the_most_pays_for_what_does_not_fit()
    {
        Assert.True(Take("own", "10.0.0.1", Quarter));
        Assert.True(Take("first", "10.0.0.2", Quarter));
        Assert.True(Take("second", "10.0.0.2", Quarter * 2));
        Assert.True(Take("small", "10.0.0.1", 1000));
        Assert.Equal(["second 503"], gone);
        Assert.Equal((Quarter * 2) + 1000, memory.Held);
    }

    [Fact]
    public void Slow_bodies_pay_before_large_ones()
    {
        Take("slow", "10.0.0.1", Quarter);
        time.Advance(TimeSpan.FromSeconds(1));
        Take("large", "10.0.0.1", Quarter * 3);
        Assert.True(Take("new", "10.0.0.1", 1000));
        Assert.Equal(["slow 503"], gone);
    }

    [Fact]
    public void Who_would_be_the_largest_of_the_greediest_gets_nothing()
    {
        Take("whole", "10.0.0.1", Quarter * 2, isArriving: false);
        Take("other", "10.0.0.1", Quarter, isArriving: false);
        Assert.False(Take("larger", "10.0.0.1", Quarter * 3));
        Assert.Empty(gone);
    }

    [Fact]
    public void What_is_being_decided_stays()
    {
        Take("decided", "10.0.0.1", Quarter * 4, isArriving: false, mayGo: false);
        Assert.False(Take("new", "10.0.0.2", 1000));
        Assert.Empty(gone);
    }

    [Fact]
    public void A_body_that_does_not_come_is_refused_and_takes_nothing_any_more()
    {
        var stalled = new Share("stalled", IPAddress.Loopback, memory.Now, gone);
        Assert.True(memory.TryTake(stalled, 1000));
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Empty(gone);
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(["stalled 408"], gone);
        Assert.Equal(0, memory.Held);
        Assert.False(memory.TryTake(stalled, 1));
    }

    [Fact]
    public void A_larger_body_has_more_time()
    {
        Take("2 MB", "10.0.0.1", 2 * 1024 * 1024);
        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Empty(gone);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["2 MB 408"], gone);
    }

    [Fact]
    public async Task The_next_turn_is_of_the_client_with_the_fewest_and_of_its_reviews_the_smallest()
    {
        using var large = new LargeReviews();
        using var blocked = new ManualResetEventSlim();
        var order = new List<string>();
        var begun = new CountdownEvent(2);
        var first = Enumerable.Range(0, 2).Select(_ => DecideAsync("10.0.0.1", 1, () =>
        {
            begun.Signal();
            blocked.Wait(TestContext.Current.CancellationToken);
        })).ToList();
        begun.Wait(TestContext.Current.CancellationToken);

        // Two turns are taken. Of those that wait one client has both, another none.
        var waiting = new[] { ("large", "10.0.0.1", 300), ("small", "10.0.0.1", 200), ("other", "10.0.0.2", 400) }
            .Select(item => DecideAsync(item.Item2, item.Item3, () =>
            {
                lock (order)
                {
                    order.Add(item.Item1);
                }

                Thread.Sleep(100);
            })).ToList();
        blocked.Set();
        await Task.WhenAll([.. first, .. waiting]);
        Assert.Equal("other", order[0]);
        Assert.Equal("large", order[2]);

        async Task DecideAsync(string client, int kilobytes, Action decide)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = IPAddress.Parse(client);
            context.Request.Body = new MemoryStream(new byte[kilobytes * 1024]);
            using var body = new RequestBody(context, memory);
            await body.ReadAsync();
            await large.DecideAsync(body, decide, TestContext.Current.CancellationToken);
        }
    }

    private bool Take(string name, string client, long bytes, bool isArriving = true, bool mayGo = true) => memory.TryTake(
        new Share(name, IPAddress.Parse(client), memory.Now, gone) { Arrives = isArriving, Goes = mayGo }, bytes);

    private sealed class Share(string name, IPAddress client, long since, List<string> gone) : BodyShare(client, since)
    {
        private int status;

        public bool Arrives { get; init; } = true;

        public bool Goes { get; init; } = true;

        public override bool IsArriving => Arrives;

        public override bool MayGo => Goes;

        public override bool TryGiveUp(int asked)
        {
            status = asked;
            return Goes;
        }

        public override void Leave() => gone.Add($"{name} {status}");
    }
}
