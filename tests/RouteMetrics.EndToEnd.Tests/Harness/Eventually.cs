namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>Waits for what has to become true, and says what was there instead.</summary>
internal static class Eventually
{
    /// <summary>No expectation about speed: longer than anything that is waited for takes on a loaded machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until nothing is thrown, which a request that took too long does as well; the last exception when the time is over.</summary>
    public static async Task<T> SucceedsAsync<T>(Func<Task<T>> look, TimeSpan? within = null)
    {
        var (start, limit) = (TimeProvider.System.GetTimestamp(), within ?? Patience);
        while (true)
        {
            try
            {
                return await look();
            }
            catch (Exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested && TimeProvider.System.GetElapsedTime(start) < limit)
            {
                await Task.Delay(Pause, TestContext.Current.CancellationToken);
            }
        }
    }

    public static Task SucceedsAsync(Func<Task> look, TimeSpan? within = null) => SucceedsAsync(
        async () =>
        {
            await look();
            return true;
        },
        within);
}
