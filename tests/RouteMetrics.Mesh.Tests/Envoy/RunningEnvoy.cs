using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace RouteMetrics.Mesh.Tests.Envoy;

/// <summary>A real Envoy, from <c>$ENVOY</c>, with its configuration, log and admin address in a folder of its own.</summary>
internal sealed class RunningEnvoy : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process process;
    private readonly TestFolder folder;
    private readonly HttpClient admin;
    private readonly Dictionary<IPEndPoint, RawConnection> connections = [];

    private RunningEnvoy(Process process, TestFolder folder, Uri address) =>
        (this.process, this.folder, admin) = (process, folder, new() { BaseAddress = address });

    public int ProcessId => process.Id;

    /// <summary>Null without <c>$ENVOY</c>.</summary>
    public static string? Program => Environment.GetEnvironmentVariable("ENVOY") is { Length: > 0 } program ? program : null;

    /// <summary>The module that is checked in.</summary>
    public static string Module { get; } = SourceTree.PathOf("module/route-labels.wasm");

    /// <summary>An address that no other run on this machine uses: of loopback, by the process and a number of the caller's.</summary>
    public static IPAddress Loopback(int number) =>
        new([127, (byte)(20 + (Environment.ProcessId % 200)), (byte)(number / 250), (byte)(1 + (number % 250))]);

    /// <summary>Starts Envoy and waits until it serves. A configuration that it refuses is an exception with what it says.</summary>
    public static async Task<RunningEnvoy> StartAsync(JsonObject configuration, CancellationToken cancellationToken, string logLevel = "warning")
    {
        var files = new TestFolder();
        var file = Path.Combine(files.Path, "envoy.json");
        await File.WriteAllTextAsync(file, configuration.ToJsonString(), cancellationToken);
        var started = Start(files, file, logLevel);
        try
        {
            return new(started, files, await WaitAsync(started, files, cancellationToken));
        }
        catch
        {
            await EndAsync(started);
            started.Dispose();
            files.Dispose();
            throw;
        }
    }

    /// <summary>Sends one request, over one connection for each address, and reads what was decided.</summary>
    public async Task<Decision> SendAsync(IPEndPoint address, RawRequest request, CancellationToken cancellationToken)
    {
        if (!connections.TryGetValue(address, out var connection))
        {
            connections[address] = connection = await RawConnection.OpenAsync(address, cancellationToken);
        }

        var (status, body, stays) = await connection.SendAsync(request, cancellationToken);
        if (!stays)
        {
            connections.Remove(address);
            connection.Dispose();
        }

        var lines = body.Split('\n');
        return lines.Length < 2
            ? throw new InvalidOperationException($"{address} answered {request.Method} {request.Path} with {status} and: {body}")
            : new(status, Known(lines[0]), Known(lines[1]));
    }

    /// <summary>A counter or gauge; 0 if Envoy does not know it.</summary>
    public async Task<long> StatisticAsync(string name, CancellationToken cancellationToken)
    {
        var text = await admin.GetStringAsync($"/stats?filter=^{Uri.EscapeDataString(name)}$", cancellationToken);
        return text.Split(": ") is [_, var value] ? long.Parse(value) : 0;
    }

    /// <summary>What Envoy has written so far.</summary>
    public async Task<string> LogAsync() => await File.ReadAllTextAsync(LogOf(folder));

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections.Values)
        {
            connection.Dispose();
        }

        admin.Dispose();
        await EndAsync(process);
        process.Dispose();
        folder.Dispose();
    }

    private static string LogOf(TestFolder folder) => Path.Combine(folder.Path, "envoy.log");

    private static Process Start(TestFolder folder, string file, string logLevel)
    {
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException("ENVOY is not set"))
        {
            UseShellExecute = false,
            ArgumentList =
            {
                "-c", file, "--disable-hot-restart", "--concurrency", "1", "--log-level", logLevel, "--log-path", LogOf(folder),
                "--admin-address-path", Path.Combine(folder.Path, "admin"),
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var started = new Process { StartInfo = start };
        var complaints = new StreamWriter(Path.Combine(folder.Path, "envoy.out")) { AutoFlush = true };
        started.ErrorDataReceived += (_, line) => Write(complaints, line.Data);
        started.OutputDataReceived += (_, line) => Write(complaints, line.Data);
        started.Start();
        started.BeginErrorReadLine();
        started.BeginOutputReadLine();
        return started;
    }

    private static void Write(StreamWriter writer, string? line)
    {
        lock (writer)
        {
            writer.WriteLine(line);
        }
    }

    private static async Task<Uri> WaitAsync(Process process, TestFolder folder, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var written = Path.Combine(folder.Path, "admin");
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience)
        {
            if (process.HasExited)
            {
                break;
            }

            try
            {
                if (File.Exists(written) && await File.ReadAllTextAsync(written, cancellationToken) is { Length: > 0 } address
                    && new Uri($"http://{address}") is var uri
                    && (await client.GetAsync(new Uri(uri, "/ready"), cancellationToken)).IsSuccessStatusCode)
                {
                    return uri;
                }
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(50, cancellationToken);
        }

        var log = new StringBuilder();
        foreach (var file in new[] { "envoy.out", "envoy.log" }.Select(name => Path.Combine(folder.Path, name)).Where(File.Exists))
        {
            log.AppendLine(await File.ReadAllTextAsync(file, cancellationToken));
        }

        throw new InvalidOperationException($"Envoy does not serve after {waited.Elapsed.TotalSeconds:F0} s:\n{log}");
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
    }

    private static string? Known(string text) => text == "-" ? null : text;
}

/// <param name="RouteName">Null for none.</param>
/// <param name="Label">What the module set; null for nothing.</param>
internal sealed record Decision(int Status, string? RouteName, string? Label);
