using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class ServeProcessTests
{
    private static readonly ServeOptions OnLoopback = new() { ListenAddress = "127.0.0.1", Port = 0, ModulePort = 0, EphemeralTls = true };

    [Fact]
    public async Task Asked_to_stop_it_is_not_ready_at_once_serves_on_and_ends_with_0()
    {
        var process = new RunningProcess(OnLoopback with { DrainTime = TimeSpan.FromSeconds(1) });
        using var client = await process.ClientAsync();
        Assert.Equal((200, "ready\n"), await RunningServer.GetAsync(client, "/readyz"));
        await process.Caller.CancelAsync();
        await process.Log.LineOfAsync("Draining");
        Assert.Equal((503, "not ready: draining\n"), await RunningServer.GetAsync(client, "/readyz"));
        Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(client, "/healthz"));
        Assert.Equal(0, await process.Exit);
        await Assert.ThrowsAsync<HttpRequestException>(() => RunningServer.GetAsync(client, "/healthz"));
    }

    [Fact]
    public async Task Asked_to_stop_it_closes_each_connection_with_its_next_answer()
    {
        var process = new RunningProcess(OnLoopback with { DrainTime = TimeSpan.FromSeconds(1) });
        using var client = await process.ClientAsync();
        Assert.False(await ClosesAsync(client));
        await process.Caller.CancelAsync();
        await process.Log.LineOfAsync("Draining");
        Assert.True(await ClosesAsync(client));
        Assert.Equal(0, await process.Exit);

        static async Task<bool> ClosesAsync(HttpClient client)
        {
            using var review = RunningServer.Json(Reviews.Route(Reviews.TwoRules));
            using var answer = await client.PostAsync(
                new Uri("/validate/httproutes", UriKind.Relative), review, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return answer.Headers.ConnectionClose == true;
        }
    }

    [Fact]
    public async Task A_request_that_is_on_its_way_when_the_server_stops_is_answered()
    {
        var process = new RunningProcess(OnLoopback with { DrainTime = TimeSpan.FromMilliseconds(200) });
        using var client = await process.ClientAsync();
        var body = new Gated(Encoding.UTF8.GetBytes(Reviews.Route(Reviews.TwoRules)));
        var answer = RunningServer.PostAsync(client, "/validate/httproutes", body);
        await body.Halfway.WaitAsync(TestContext.Current.CancellationToken);
        await process.Caller.CancelAsync();
        await process.Log.LineOfAsync("Draining");
        // Well into the stop that follows the drain.
        await Task.Delay(TimeSpan.FromMilliseconds(700), TestContext.Current.CancellationToken);
        Assert.False(process.Exit.IsCompleted);
        body.GoOn();
        Assert.Equal(200, (await answer).Status);
        Assert.Equal(0, await process.Exit);
    }

    [Fact]
    public async Task A_ca_that_cannot_be_written_is_a_reason_not_to_start()
    {
        using var folder = new TestFolder();
        Assert.Equal(
            [
                $"--ca-out {folder.File("none/ca.pem")}: cannot be written: Could not find a part of the path "
                + $"'{folder.File("none/ca.pem")}'; give a file in a folder that exists and may be written to"],
            await RunningProcess.RefusedAsync(OnLoopback with { CaOut = folder.File("none/ca.pem") }));
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once_with_1()
    {
        var process = new RunningProcess(OnLoopback with { DrainTime = TimeSpan.FromHours(1) });
        using var client = await process.ClientAsync();
        process.Stop.Signal();
        await process.Log.LineOfAsync("Draining");
        Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(client, "/healthz"));
        process.Stop.Signal();
        Assert.Equal(1, await process.Exit.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_token_of_the_caller_and_one_signal_do_not_add_up_to_two_signals()
    {
        using var caller = new CancellationTokenSource();
        using var stop = new StopRequests(caller.Token);
        await caller.CancelAsync();
        stop.Signal();
        Assert.True(stop.Asked.IsCancellationRequested);
        Assert.False(stop.Insisted.IsCancellationRequested);
    }

    [Fact]
    public async Task A_ca_with_a_file_is_written_and_not_printed()
    {
        using var folder = new TestFolder();
        var process = new RunningProcess(OnLoopback with { CaOut = folder.File("ca.pem"), DrainTime = TimeSpan.Zero });
        await process.Log.LineOfAsync("Ready");
        await process.Caller.CancelAsync();
        Assert.Equal(0, await process.Exit);
        Assert.Equal("", process.Output.ToString());
        Assert.StartsWith(
            "-----BEGIN CERTIFICATE-----\n", await File.ReadAllTextAsync(folder.File("ca.pem"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_reasons_not_to_start_are_told_together()
    {
        using var folder = new TestFolder();
        var options = new ServeOptions
        {
            TlsCertificate = folder.File("none.crt"),
            TlsKey = folder.File("none.key"),
            ClientCa = folder.Write("ca.crt", "no certificate"),
        };
        Assert.Equal(
            [
                $"{folder.File("ca.crt")}: holds no PEM certificate",
                $"{folder.File("none.crt")}: cannot be read: Could not find file '{folder.File("none.crt")}'.",
                $"{folder.File("none.key")}: cannot be read: Could not find file '{folder.File("none.key")}'.",
            ],
            await RunningProcess.RefusedAsync(options));
    }

    [Fact]
    public async Task Without_a_certificate_it_does_not_start() => Assert.Equal(
        ["serving needs a certificate: give --tls-cert and --tls-key, --ephemeral-tls, or a cluster to keep one in (--kubeconfig)"],
        await RunningProcess.RefusedAsync(new() { ListenAddress = "127.0.0.1", Port = 0 }));

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Assert.Equal(
            [
                $"--listen 127.0.0.1 --port {port}: cannot listen: Failed to bind to address https://127.0.0.1:{port}: address "
                + "already in use; give an address of this host and a free port, above 1023 without privileges"],
            await RunningProcess.RefusedAsync(OnLoopback with { Port = port }));
    }

    [Fact]
    public async Task An_address_of_another_host_is_named() => Assert.StartsWith(
        "--listen 192.0.2.7 --module-port 0: cannot listen: ",
        Assert.Single(await RunningProcess.RefusedAsync(OnLoopback with { ListenAddress = "192.0.2.7" })), StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_is_no_place_for_the_ca()
    {
        using var folder = new TestFolder();
        Assert.StartsWith(
            $"--ca-out {folder.File("")}: cannot be written: ",
            Assert.Single(await RunningProcess.RefusedAsync(OnLoopback with { CaOut = folder.File("") })), StringComparison.Ordinal);
    }

    /// <summary>A body that stops half way until it is told to go on.</summary>
    private sealed class Gated : HttpContent
    {
        private readonly byte[] body;
        private readonly TaskCompletionSource halfway = new();
        private readonly TaskCompletionSource going = new();

        public Gated(byte[] body)
        {
            this.body = body;
            Headers.ContentType = new("application/json");
        }

        public Task Halfway => halfway.Task;

        public void GoOn() => going.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2));
            await stream.FlushAsync();
            halfway.SetResult();
            await going.Task;
            await stream.WriteAsync(body.AsMemory(body.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}
