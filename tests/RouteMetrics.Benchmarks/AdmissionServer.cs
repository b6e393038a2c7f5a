using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RouteMetrics.Benchmarks;

/// <summary>A server of reviews as a process on the first processor, where nothing of its load runs.</summary>
internal sealed partial class AdmissionServer : IDisposable
{
    private const int MatchMilliseconds = 1000;
    private const int TicksPerSecond = 100; // USER_HZ, the unit of /proc/PID/stat (proc(5))

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process process;

    private AdmissionServer(string name, Process process, string address) => (Name, this.process, Address) = (name, process, address);

    public string Name { get; }

    /// <summary><c>https://127.0.0.1:PORT</c>.</summary>
    public string Address { get; }

    /// <summary>What the kernel has counted for it, user and system.</summary>
    public TimeSpan Processor
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
        }
    }

    /// <summary>MB that are resident.</summary>
    public double Memory
    {
        get
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").First(static line => line.StartsWith("VmRSS", StringComparison.Ordinal));
            return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
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
