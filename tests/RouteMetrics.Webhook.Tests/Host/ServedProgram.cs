using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text.Json;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>The program as a process of its own, with the heap that it may have in the container of deploy/.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    /// <summary>The limit of the container, in MiB.</summary>
    public const int Limit = 384;

    private readonly Process process;
    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<string> lines = new();

    private ServedProgram(IReadOnlyDictionary<string, string> environment, string[] more)
    {
        var start = new ProcessStartInfo(
            "setpriv",
            [
                "--pdeathsig", "KILL", "--", "dotnet", Path.Combine(AppContext.BaseDirectory, "route-metrics.dll"), "serve", "--ephemeral-tls",
                "--ca-out", folder.File("ca.crt"), "--listen", "127.0.0.1", "--port", "0", "--module-port", "0", "--drain-time", "1s", .. more,
            ])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = ((long)(Limit * 1024L * 1024 * 0.6)).ToString("X", CultureInfo.InvariantCulture);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = OnLastingThread(() => Process.Start(start)!);
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = new("https://127.0.0.1");

    /// <summary>The most that was resident, in MiB.</summary>
    public int MostMemory => int.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    /// <summary>Whether an assembly is in its memory.</summary>
    public bool HasLoaded(string assembly) =>
        File.ReadLines($"/proc/{process.Id}/maps").Any(line => line.EndsWith($"/{assembly}.dll", StringComparison.Ordinal));

    public bool HasExited => process.HasExited;

    public static Task<ServedProgram> StartAsync(params string[] more) => StartAsync(new Dictionary<string, string>(), more);

    public static async Task<ServedProgram> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] more)
    {
        var program = new ServedProgram(environment, more);
        using var listening = JsonDocument.Parse(await program.LoggedAsync("Listening"));
        program.Address = new(listening.RootElement.GetProperty("address").GetString()!);
        await program.LoggedAsync("Ready");
        return program;
    }

    /// <summary>Waits until a line of this event is there.</summary>
    public async Task<string> LoggedAsync(string @event)
    {
        while (true)
        {
            if (lines.FirstOrDefault(line => line.Contains($"\"event\":\"{@event}\"", StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            Assert.False(process.HasExited, string.Join('\n', lines));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public SslClientAuthenticationOptions Trust => RunningServer.TrustingOnly(File.ReadAllText(folder.File("ca.crt")));

    /// <summary>A client with a connection of its own, or several with HTTP/1.1.</summary>
    public HttpClient Client(Version version) => new(new SocketsHttpHandler
    {
        SslOptions = Trust,
        EnableMultipleHttp2Connections = false,
    })
    {
        BaseAddress = Address,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromMinutes(2),
    };

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        folder.Dispose();
    }

    // PR_SET_PDEATHSIG is about the thread that started the process (prctl(2)): one of the pool ends when it has been idle for a while.
    private static T OnLastingThread<T>(Func<T> make)
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
}
