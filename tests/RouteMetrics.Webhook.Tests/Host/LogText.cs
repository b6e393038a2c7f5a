using System.Text;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>Standard error of a test: lines that can be waited for.</summary>
internal sealed class LogText : TextWriter
{
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private TaskCompletionSource changed = new();

    public override Encoding Encoding => Encoding.UTF8;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            text.Append(value);
            (waiting, changed) = (changed, new());
        }

        waiting.SetResult();
    }

    /// <summary>The first line of this event, as soon as it is written; a minute at most.</summary>
    public async Task<string> LineOfAsync(string @event)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            Task next;
            lock (gate)
            {
                next = changed.Task;
            }

            if (Lines.FirstOrDefault(line => line.Contains($"\"event\":\"{@event}\"", StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await next.WaitAsync(limit.Token);
        }
    }
}
