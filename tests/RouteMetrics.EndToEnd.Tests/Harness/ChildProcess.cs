using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>What a program that has ended left: its exit code and all that it wrote.</summary>
internal sealed record Ended(int Exit, string Out, string Error);

/// <summary>
/// A program that ends with this process, however this process ends: the kernel kills it when the thread that started it is gone (prctl(2),
/// PR_SET_PDEATHSIG), which is a thread that lives as long as the process does.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly BlockingCollection<Action> Starts = StartsOnOneThread();

    private readonly Process process;
    private readonly Task<string> output;
    private readonly ConcurrentQueue<string> errorLines = new();
    private readonly Task errorRead;
    private bool isDisposed;

    private ChildProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        errorRead = ReadErrorAsync();
    }

    public int Id => process.Id;

    public bool HasExited => isDisposed || process.HasExited;

    /// <summary>What it has written to standard error until now.</summary>
    public IReadOnlyList<string> ErrorLines => [.. errorLines];

    public static async Task<ChildProcess> StartAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", "--", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            WorkingDirectory = SourceTree.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (System.ComponentModel.Win32Exception refused)
            {
                started.SetException(refused);
            }
        });
        return new(await started.Task);
    }

    /// <summary>Runs a program to its end, with this text as its standard input.</summary>
    public static async Task<Ended> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        await using var child = await StartAsync(program, arguments);
        await child.process.StandardInput.WriteAsync(input);
        child.process.StandardInput.Close();
        return await child.EndAsync();
    }

    /// <summary>Sends <c>TERM</c>, <c>KILL</c>, <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    public async Task<Ended> EndAsync()
    {
        await process.WaitForExitAsync();
        await errorRead;
        return new(process.ExitCode, await output, string.Concat(errorLines.Select(static line => $"{line}\n")));
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (!process.HasExited)
        {
            process.Kill();
        }

        await EndAsync();
        process.Dispose();
    }

    private async Task ReadErrorAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            errorLines.Enqueue(line);
        }
    }

    private static BlockingCollection<Action> StartsOnOneThread()
    {
        var starts = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable())
            {
                start();
            }
        })
        { IsBackground = true, Name = "parent of every child" }.Start();
        return starts;
    }
}
