using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RouteMetrics.Benchmarks;

/// <summary>A server of reviews as a process on the first processor, where nothing of its load runs.</summary>
internal sealed partial class AdmissionServer : IDisposable
{
    private const int MatchMilliseconds = 1000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process process;

    private AdmissionServer(string name, Process process, string address) => (Name, this.process, Address) = (name, process, address);

    public string Name { get; }

    /// <summary><c>https://127.0.0.1:PORT</c>.</summary>
    public string Address { get; }

    /// <summary>What the kernel has counted for it, user and system.</summary>
    public TimeSpan Processor => Refreshed.TotalProcessorTime;

    /// <summary>MB that are resident.</summary>
    public double Memory => Refreshed.WorkingSet64 / (1024.0 * 1024);

    private Process Refreshed
    {
        get
        {
            process.Refresh();
            return process;
        }
    }

    /// <summary>Starts a command, whose words are parted by blanks, and waits for the address that it prints or logs.</summary>
    public static async Task<AdmissionServer> StartAsync(string name, string command)
    {
        string[] words = ["--pdeathsig", "KILL", "--", "taskset", "-c", "0", .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var started = Replica.OnLastingThread(() => Process.Start(
            new ProcessStartInfo("setpriv", words) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!);
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object _, DataReceivedEventArgs line)
        {
            if (!address.Task.IsCompleted && Url().Match(line.Data ?? "") is { Success: true } found)
            {
                address.TrySetResult(found.Value);
            }
        }

        started.OutputDataReceived += Look;
        started.ErrorDataReceived += Look;
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return new(name, started, await address.Task.WaitAsync(Limit));
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    [GeneratedRegex("https://127\\.0\\.0\\.1:[0-9]+", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex Url();
}
