using System.Net;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// Large reviews take turns, and only once they are whole. They are decided on threads of their own, so that the small ones never wait for
/// them. The next is one of the client that has the fewest turns now, and of its reviews the smallest.
/// </summary>
internal sealed class LargeReviews : IDisposable
{
    /// <summary>Deciding 1 MB takes up to 60 MB of memory and a second.</summary>
    private const int AtOnce = 2;

    /// <summary>The longest timeout of the API server.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly List<Review> waiting = [];
    private readonly Dictionary<IPAddress, int> turns = [];
    private readonly SemaphoreSlim arrivals = new(0);
    private readonly CancellationTokenSource ending = new();

    public LargeReviews()
    {
        for (var i = 0; i < AtOnce; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "large reviews" }.Start();
        }
    }

    /// <summary>Completes when <paramref name="decide"/> has; a <see cref="BadHttpRequestException"/> if its turn never came.</summary>
    public async Task DecideAsync(RequestBody body, Action decide, CancellationToken gone)
    {
        var review = new Review(body, decide);
        body.Wait(review.Leave);
        lock (gate)
        {
            waiting.Add(review);
        }

        arrivals.Release();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
        limit.CancelAfter(LongestWait);
        await using (limit.Token.UnsafeRegister(
            static waiting => ((RequestBody?)waiting)?.GiveUp(StatusCodes.Status503ServiceUnavailable), body))
        {
            await review.Ended;
        }

        lock (gate)
        {
            waiting.Remove(review);
        }

        gone.ThrowIfCancellationRequested();
        body.ThrowIfRefused();
    }

    public void Dispose() => ending.Cancel();

    private void Work()
    {
        try
        {
            while (true)
            {
                arrivals.Wait(ending.Token);
                if (Next() is { } review)
                {
                    review.Decide();
                    Done(review);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server is being disposed of.
        }
    }

    private Review? Next()
    {
        lock (gate)
        {
            while (waiting.MinBy(review => (turns.GetValueOrDefault(review.Body.Client), review.Body.Written.Length)) is { } next)
            {
                waiting.Remove(next);
                if (next.Body.TryDecide())
                {
                    turns[next.Body.Client] = turns.GetValueOrDefault(next.Body.Client) + 1;
                    return next;
                }
            }

            return null;
        }
    }

    private void Done(Review review)
    {
        lock (gate)
        {
            if (--turns[review.Body.Client] == 0)
            {
                turns.Remove(review.Body.Client);
            }
        }
    }

    private sealed class Review(RequestBody body, Action decide)
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RequestBody Body => body;

        public Task Ended => ended.Task;

        public void Leave() => ended.TrySetResult();

        public void Decide()
        {
            try
            {
                decide();
                ended.SetResult();
            }
#pragma warning disable CA1031 // Whatever it is: whoever waits for the decision gets it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                ended.SetException(fault);
            }
        }
    }
}
