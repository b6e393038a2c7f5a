using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace RouteMetrics.Benchmarks;

/// <summary>The program as a process: what it logs, and what the kernel counts for it.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly Process process;
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<string> lines = new();

    private Replica(Process process) => this.process = process;

    /// <summary>Since it was started.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(started);

    /// <summary>Time of the processors, as the kernel counts it.</summary>
    public TimeSpan Processor => Refreshed.TotalProcessorTime;

    /// <summary>What is resident, and the most that was.</summary>
    public string Memory => $"{Megabytes(Refreshed.WorkingSet64)} MB, at most {Megabytes(process.PeakWorkingSet64)} MB";

    private Process Refreshed
    {
        get
        {
            process.Refresh();
            return process;
        }
    }

    public static Replica Start(string program, string kubeconfig, string configuration)
    {
        var start = new ProcessStartInfo(
            "setpriv",
            ["--pdeathsig", "KILL", "--", program, "serve", "--ephemeral-tls", "--ca-out", Path.Combine(Path.GetTempPath(), $"route-metrics-{Environment.ProcessId}.crt"),
                "--listen", "127.0.0.1", "--port", "0", "--module-port", "0", "--drain-time", "0s", "--kubeconfig", kubeconfig, "--config", configuration])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var replica = new Replica(OnLastingThread(() => Process.Start(start)!));
        replica.process.ErrorDataReceived += (_, line) => replica.lines.Enqueue(line.Data ?? "");
        replica.process.BeginErrorReadLine();
        return replica;
    }

    /// <summary>The lines of the log that contain a text.</summary>
    public IEnumerable<string> With(string text) => lines.Where(line => line.Contains(text, StringComparison.Ordinal));

    public int Count(string text) => With(text).Count();

    /// <summary>A field of the first line of an event.</summary>
    public long NumberOf(string @event, string field) =>
        (long)JsonNode.Parse(With($"\"event\":\"{@event}\"").First())![field]!;

    public Task LoggedAsync(string @event, TimeSpan limit) => CountAsync($"\"event\":\"{@event}\"", 1, limit);

    /// <summary>Until the log has so many lines with a text.</summary>
    public async Task CountAsync(string text, int count, TimeSpan limit)
    {
        var start = Stopwatch.GetTimestamp();
        while (Count(text) < count)
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"only {Count(text)} of {count} lines with {text}; the last lines are:\n{string.Join('\n', lines.TakeLast(20))}");
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    // PR_SET_PDEATHSIG is about the thread that started the process (prctl(2)): one of the pool ends when it has been idle for a while.
    internal static T OnLastingThread<T>(Func<T> make)
    {
        var made = new TaskCompletionSource<T>();
        new Thread(() =>
        {
            made.SetResult(make());
            Thread.Sleep(Timeout.Infinite);
        })
        { IsBackground = true }.Start();
        return made.Task.GetAwaiter().GetResult();
    }

    private static long Megabytes(long bytes) => bytes / (1024 * 1024);
}
