using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RouteMetrics.Admission;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class JsonLogTests
{
    [Fact]
    public async Task One_event_is_one_line_whatever_its_values_hold()
    {
        var text = new LogText();
        await using (var logs = new JsonLog(text, new StoppedClock()))
        {
            logs.CreateLogger("RouteMetrics").ReviewRefused(400, "a \"quoted\"\nline", null);
        }

        Assert.Equal(
            [
                """{"time":"2026-11-22T00:00:00Z","level":"warn","event":"ReviewRefused","message":"review refused","status":"""
                + """400,"error":"a \"quoted\"\\u000aline"}"""],
            text.Lines);
    }

    [Fact]
    public async Task A_value_cannot_turn_the_line_around_nor_hide_in_it()
    {
        var text = new LogText();
        await using (var logs = new JsonLog(text, new StoppedClock()))
        {
            logs.CreateLogger("RouteMetrics").AdmissionFailed(
                new InvalidOperationException("x\u202ey"), Admission.AdmissionPath.MutateNamespaces, "a\u202eb\u200bc");
        }

        var line = Assert.Single(text.Lines);
        Assert.Contains("\"uid\":\"a\\\\u202eb\\\\u200bc\"", line, StringComparison.Ordinal);
        Assert.Contains("x\\\\u202ey", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', line);
    }

    [Fact]
    public async Task An_exception_is_in_the_line_of_its_event()
    {
        var text = new LogText();
        await using (var logs = new JsonLog(text, new StoppedClock()))
        {
            logs.CreateLogger("RouteMetrics").AdmissionFailed(new InvalidOperationException("broken"), AdmissionPath.MutateNamespaces, "u");
        }

        Assert.Equal(
            [
                """{"time":"2026-11-22T00:00:00Z","level":"error","event":"AdmissionFailed","message":"internal fault; answered """
                + """500","path":"MutateNamespaces","uid":"u","exception":"System.InvalidOperationException: broken"}"""],
            text.Lines);
    }

    [Theory]
    [InlineData("RouteMetrics", LogLevel.Information, true)]
    [InlineData("RouteMetrics", LogLevel.Debug, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Critical, false)]
    public async Task Only_what_matters_is_logged(string category, LogLevel level, bool isLogged)
    {
        await using var logs = new JsonLog(TextWriter.Null, TimeProvider.System);
        Assert.Equal(isLogged, logs.CreateLogger(category).IsEnabled(level));
    }

    [Fact]
    public async Task A_reader_that_stalls_costs_lines_that_are_counted_and_nothing_else()
    {
        var text = new StalledText();
        await using (var logs = new JsonLog(text, new StoppedClock()))
        {
            var log = logs.CreateLogger("RouteMetrics");
            log.Ready();
            await text.Stalled.WaitAsync(TestContext.Current.CancellationToken);
            for (var line = 0; line < 10_000; line++)
            {
                log.Ready();
            }

            Assert.Equal(10_000 - 8192, logs.Dropped);
            text.GoOn();
        }

        Assert.Contains(
            """{"time":"2026-11-22T00:00:00Z","level":"warn","event":"LinesDropped","message":"the log could not keep up; lines are """
            + """missing here","count":1808}""",
            text.Lines);
        Assert.Equal(1 + 8192 + 1, text.Lines.Length);
    }

    [Fact]
    public async Task Many_lines_are_written_without_a_pause()
    {
        var text = new StalledText();
        await using var logs = new JsonLog(text, new TimeWithoutTimers());
        var log = logs.CreateLogger("RouteMetrics");
        log.Ready();
        await text.Stalled.WaitAsync(TestContext.Current.CancellationToken);
        for (var line = 0; line < 8192; line++)
        {
            log.Ready();
        }

        text.GoOn();
        await text.HasAsync(1 + 8192 - 64);
        Assert.Equal(0, logs.Dropped);
    }

    [Fact]
    public async Task A_reader_that_stalls_for_good_does_not_keep_the_log_from_ending()
    {
        var text = new StalledText();
        var logs = new JsonLog(text, TimeProvider.System);
        logs.CreateLogger("RouteMetrics").Ready();
        await text.Stalled.WaitAsync(TestContext.Current.CancellationToken);
        await logs.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Empty(text.Lines);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
    }

    private sealed class TimeWithoutTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    /// <summary>Standard error of which nobody reads until it is told to go on.</summary>
    private sealed class StalledText : TextWriter
    {
        private readonly TaskCompletionSource stalled = new();
        private readonly TaskCompletionSource going = new();
        private readonly StringBuilder text = new();
        private readonly Channel<int> counts = Channel.CreateUnbounded<int>();
        private int count;

        public override Encoding Encoding => Encoding.UTF8;

        public Task Stalled => stalled.Task;

        public string[] Lines => text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>Waits until so many lines have come.</summary>
        public async Task HasAsync(int lines)
        {
            while (await counts.Reader.ReadAsync(TestContext.Current.CancellationToken) < lines)
            {
            }
        }

        public void GoOn() => going.SetResult();

        public override async Task WriteAsync(string? value)
        {
            stalled.TrySetResult();
            await going.Task;
            text.Append(value);
            count += value!.Count('\n');
            counts.Writer.TryWrite(count);
        }
    }
}
