using System.Diagnostics;
using System.Net;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>What the API server sees beside an attack: small reviews, one after the other, over connections of their own.</summary>
internal sealed class SmallReviews : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly HttpClient client;
    private readonly Task asking;

    private SmallReviews(HttpClient client)
    {
        this.client = client;
        asking = AskAsync();
    }

    /// <summary>All that were not answered 200.</summary>
    public List<string> Lost { get; } = [];

    public TimeSpan Slowest { get; private set; }

    public int Count { get; private set; }

    public static async Task<SmallReviews> BesideAsync(ServedProgram program)
    {
        var own = program.Client(HttpVersion.Version11);
        await RunningServer.PostAsync(own, "/validate/httproutes", RunningServer.Json(Reviews.Route(Reviews.TwoRules)));
        return new(own);
    }

    /// <summary>Asks no more; all were answered, each before the API server would have given up.</summary>
    public async Task AssertAnsweredAsync()
    {
        await ended.CancelAsync();
        await asking;
        TestContext.Current.SendDiagnosticMessage($"{Count} small reviews, the slowest took {Slowest.TotalMilliseconds:0} ms");
        Assert.Empty(Lost);
        Assert.True(Count > 0);
        Assert.InRange(Slowest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await asking;
        client.Dispose();
        ended.Dispose();
    }

    private async Task AskAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var (status, body) = await RunningServer.PostAsync(
                    client, "/validate/httproutes", RunningServer.Json(Reviews.Route(Reviews.TwoRules)));
                if (status != 200)
                {
                    Lost.Add($"{status} {body}");
                }
            }
            catch (HttpRequestException broken)
            {
                Lost.Add(broken.Message);
            }

            var took = Stopwatch.GetElapsedTime(start);
            Slowest = took > Slowest ? took : Slowest;
            Count++;
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
