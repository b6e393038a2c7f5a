using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// A log with one JSON object per line. A separate task formats and writes behind a bounded queue: a stalled reader costs lines, which are
/// counted, but never delays an admission.
/// </summary>
public sealed class JsonLog : ILoggerProvider, IAsyncDisposable
{
    /// <summary>Half a second of full load; about 2 MB when full.</summary>
    private const int QueueLength = 8192;

    /// <summary>Bytes per write. From 42,500 on, their string goes to the large object heap, which only a full collection frees.</summary>
    private const int WriteLength = 32 * 1024;

    /// <summary>With this many lines queued, write at once: at thousands per second, a full queue drops lines.</summary>
    private const int WorthWriting = 64;

    /// <summary>How long to gather lines: waking a task for each costs more than the line.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A stalled reader must not keep the process from exiting.</summary>
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(2);

    private readonly Channel<JsonLogLine> queue;
    private readonly TextWriter output;
    private readonly TimeProvider time;
    private readonly TaskCompletionSource ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task writing;
    private long dropped;

    public JsonLog(TextWriter output, TimeProvider time)
    {
        this.output = output;
        this.time = time;
        var options = new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite };
        queue = Channel.CreateBounded<JsonLogLine>(options, _ => Interlocked.Increment(ref dropped));
        writing = Task.Run(WriteAsync);
    }

    /// <summary>Lines dropped because the queue was full.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    public ILogger CreateLogger(string categoryName) => new Logger(this, LeastOf(categoryName));

    /// <summary>Flushes the queue for at most two seconds; the rest is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        ending.TrySetResult();
        await writing.WaitAsync(LastChance).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // The host disposes its providers, but the last lines come later: the owner disposes the log asynchronously.
    void IDisposable.Dispose()
    {
    }

    // A host that fails to start throws what it logs, and the caller tells it in one line. The diagnostics of hosting make an Activity and
    // a scope for each request as soon as anyone listens (measured: a third of the throughput); a handler that throws is logged by Kestrel
    // as well.
    private static LogLevel LeastOf(string category) => category switch
    {
        _ when category.StartsWith("Microsoft.Extensions.Hosting.", StringComparison.Ordinal) => LogLevel.None,
        _ when category.StartsWith("Microsoft.AspNetCore.Hosting.", StringComparison.Ordinal) => LogLevel.None,
        _ when category.StartsWith("Microsoft.", StringComparison.Ordinal) => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    private async Task WriteAsync()
    {
        var text = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var reported = 0L;
        while (await queue.Reader.WaitToReadAsync())
        {
            while (text.WrittenCount < WriteLength && queue.Reader.TryRead(out var line))
            {
                Append(line, json, text);
            }

            if (Dropped > reported)
            {
                var missing = Dropped;
                AppendDropped(missing - reported, json, text);
                reported = missing;
            }

            await output.WriteAsync(Encoding.UTF8.GetString(text.WrittenSpan));
            text.ResetWrittenCount();
            if (queue.Reader.Count < WorthWriting)
            {
                await Task.WhenAny(Task.Delay(Pause, time), ending.Task);
            }
        }

        await output.FlushAsync();
    }

    private void AppendDropped(long count, Utf8JsonWriter json, ArrayBufferWriter<byte> text)
    {
        KeyValuePair<string, object?>[] fields = [new("count", count)];
        var line = new JsonLogLine.Of<KeyValuePair<string, object?>[]>(
            time.GetUtcNow(), LogLevel.Warning, "LinesDropped", fields, null,
            (_, _) => "the log could not keep up; lines are missing here");
        Append(line, json, text);
    }

    private static void Append(JsonLogLine line, Utf8JsonWriter json, ArrayBufferWriter<byte> text)
    {
        json.Reset(text);
        line.WriteTo(json);
        json.Flush();
        text.Write("\n"u8);
    }

    private sealed class Logger(JsonLog log, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.queue.Writer.TryWrite(
                    new JsonLogLine.Of<TState>(log.time.GetUtcNow(), logLevel, eventId.Name ?? "", state, exception, formatter));
            }
        }
    }
}
