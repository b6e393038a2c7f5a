namespace RouteMetrics.Controller.Events;

/// <summary>So many events at once, and then one for each span of time.</summary>
internal sealed class EventBudget(int most, TimeSpan each, TimeProvider time)
{
    private double left = most;
    private long counted = time.GetTimestamp();

    public bool TrySpend()
    {
        left = Math.Min(most, left + (time.GetElapsedTime(counted) / each));
        counted = time.GetTimestamp();
        if (left < 1)
        {
            return false;
        }

        left--;
        return true;
    }
}
