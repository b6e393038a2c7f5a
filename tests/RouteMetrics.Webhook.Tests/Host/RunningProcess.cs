using System.Text.Json;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

/// <summary>One run of <c>serve</c> within the test's own process.</summary>
internal sealed class RunningProcess
{
    public RunningProcess(ServeOptions options)
    {
        Stop = new StopRequests(Caller.Token);
        Exit = RunAsync(options);
    }

    public CancellationTokenSource Caller { get; } = new();

    public StopRequests Stop { get; }

    public StringWriter Output { get; } = new();

    public LogText Log { get; } = new();

    public Task<int> Exit { get; }

    /// <summary>Why it did not start, which it is expected not to.</summary>
    public static async Task<IReadOnlyList<string>> RefusedAsync(ServeOptions options)
    {
        var process = new RunningProcess(options);
        Assert.Equal(2, await process.Exit);
        Assert.Equal("", process.Output.ToString());
        return [.. process.Log.Lines.Where(line => line.Contains("\"event\":\"StartRefused\"", StringComparison.Ordinal)).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            Assert.Equal("cannot start", document.RootElement.GetProperty("message").GetString());
            return document.RootElement.GetProperty("fault").GetString()!;
        })];
    }

    /// <summary>A client that trusts the ephemeral CA, once the process is ready.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        using var listening = JsonDocument.Parse(await Log.LineOfAsync("Listening"));
        await Log.LineOfAsync("Ready");
        var handler = new SocketsHttpHandler { SslOptions = RunningServer.TrustingOnly(Output.ToString()) };
        return new(handler) { BaseAddress = new(listening.RootElement.GetProperty("address").GetString()!) };
    }

    private async Task<int> RunAsync(ServeOptions options)
    {
        using (Caller)
        using (Stop)
        {
            return await ServeProcess.RunAsync(options, Output, Log, Stop);
        }
    }
}
