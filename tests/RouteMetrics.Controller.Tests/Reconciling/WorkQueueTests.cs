using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Testing;

namespace RouteMetrics.Controller.Tests.Reconciling;

public sealed class WorkQueueTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);

    private readonly ManualTime time = new();
    private readonly WorkQueue queue;

    public WorkQueueTests() => queue = new(time, static () => 1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_namespace_is_taken_once_it_was_quiet_for_a_moment()
    {
        queue.Add(["a"]);
        var taken = queue.GetAsync(Cancelled);
        time.Advance(WorkQueue.Quiet - Millisecond);
        queue.Add(["a"]);
        time.Advance(WorkQueue.Quiet - Millisecond);
        Assert.False(taken.IsCompleted);

        time.Advance(Millisecond);
        Assert.Equal("a", await taken.WaitAsync(Cancelled));
    }

    [Fact]
    public async Task A_namespace_that_is_never_quiet_is_taken_all_the_same()
    {
        var taken = queue.GetAsync(Cancelled);
        for (var waited = TimeSpan.Zero; waited < WorkQueue.Patience; waited += WorkQueue.Quiet / 2)
        {
            Assert.False(taken.IsCompleted);
            queue.Add(["a"]);
            time.Advance(WorkQueue.Quiet / 2);
        }

        Assert.Equal("a", await taken.WaitAsync(Cancelled));
    }

    [Fact]
    public async Task Changes_while_it_is_looked_at_have_it_looked_at_once_more_and_not_at_the_same_time()
    {
        await TakeAsync("a");
        queue.Add(["a"]);
        var again = queue.GetAsync(Cancelled);
        time.Advance(Enough);
        Assert.False(again.IsCompleted);

        queue.Done("a");
        Assert.Equal("a", await again.WaitAsync(Cancelled));
        queue.Done("a");
        var third = queue.GetAsync(Cancelled);
        time.Advance(Enough);
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public async Task A_namespace_that_fails_waits_twice_as_long_each_time_up_to_a_minute()
    {
        queue.Add(["a"]);
        List<double> waits = [];
        for (var failures = 0; failures < 10; failures++)
        {
            time.Advance(Enough);
            Assert.Equal("a", await queue.GetAsync(Cancelled).WaitAsync(Cancelled));
            waits.Add(queue.Requeue("a").TotalSeconds);
        }

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 32, 60, 60], waits);
    }

    [Fact]
    public async Task A_namespace_that_takes_long_rests_nine_times_as_long_and_the_others_do_not()
    {
        await TakeAsync("slow");
        queue.Done("slow", TimeSpan.FromSeconds(2));
        queue.Add(["slow", "other"]);
        time.Advance(WorkQueue.Quiet);
        Assert.Equal("other", await queue.GetAsync(Cancelled).WaitAsync(Cancelled));

        var again = queue.GetAsync(Cancelled);
        time.Advance(TimeSpan.FromSeconds(18) - WorkQueue.Quiet - Millisecond);
        Assert.False(again.IsCompleted);
        time.Advance(Millisecond);
        Assert.Equal("slow", await again.WaitAsync(Cancelled));
    }

    [Fact]
    public async Task A_namespace_that_takes_very_long_rests_a_minute_and_a_usual_one_not_at_all()
    {
        await TakeAsync("a");
        queue.Done("a", TimeSpan.FromMinutes(5));
        queue.Add(["a"]);
        time.Advance(Enough);
        Assert.Equal("a", await queue.GetAsync(Cancelled).WaitAsync(Cancelled));

        queue.Done("a", TimeSpan.FromMilliseconds(50));
        queue.Add(["a"]);
        time.Advance(WorkQueue.Quiet);
        Assert.Equal("a", await queue.GetAsync(Cancelled).WaitAsync(Cancelled));
    }

    [Fact]
    public async Task A_change_does_not_shorten_the_wait_and_a_success_ends_it()
    {
        await TakeAsync("a");
        var wait = queue.Requeue("a");
        time.Advance(Millisecond);
        queue.Add(["a"]);
        var again = queue.GetAsync(Cancelled);
        time.Advance(wait - (2 * Millisecond));
        Assert.False(again.IsCompleted);
        time.Advance(Millisecond);
        Assert.Equal("a", await again.WaitAsync(Cancelled));

        queue.Done("a");
        await TakeAsync("a");
        Assert.Equal(WorkQueue.FirstWait, queue.Requeue("a"));
    }

    [Fact]
    public async Task A_namespace_can_be_asked_for_again_without_a_change()
    {
        await TakeAsync("a");
        queue.RequeueAfter("a", TimeSpan.FromSeconds(5));
        var again = queue.GetAsync(Cancelled);
        time.Advance(TimeSpan.FromSeconds(5) - Millisecond);
        Assert.False(again.IsCompleted);
        time.Advance(Millisecond);
        Assert.Equal("a", await again.WaitAsync(Cancelled));
    }

    [Fact]
    public async Task One_that_waits_does_not_hold_up_the_others()
    {
        await TakeAsync("a");
        queue.Requeue("a");
        await TakeAsync("b");
    }

    [Fact]
    public async Task Several_that_take_get_each_namespace_once()
    {
        string[] namespaces = [.. Enumerable.Range(0, 100).Select(number => $"ns-{number}")];
        var takers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            List<string> taken = [];
            using var over = new CancellationTokenSource();
            while (true)
            {
                var next = queue.GetAsync(over.Token);
                if (await Task.WhenAny(next, Task.Delay(200, Cancelled)) != next)
                {
                    await over.CancelAsync();
                    return taken;
                }

                taken.Add(await next);
                queue.Done(taken[^1]);
            }
        })).ToList();
        queue.Add(namespaces);
        queue.Add(namespaces);
        time.Advance(WorkQueue.Quiet);

        Assert.Equal(namespaces.Order(StringComparer.Ordinal), (await Task.WhenAll(takers)).SelectMany(taken => taken).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task To_wait_for_a_namespace_can_be_given_up()
    {
        using var cancellation = new CancellationTokenSource();
        var taken = queue.GetAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
    }

    private async Task TakeAsync(string ns)
    {
        queue.Add([ns]);
        time.Advance(WorkQueue.Quiet);
        Assert.Equal(ns, await queue.GetAsync(Cancelled).WaitAsync(Cancelled));
    }
}
