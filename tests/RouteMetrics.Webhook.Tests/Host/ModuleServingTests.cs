using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class ModuleServingTests : IDisposable
{
    private static readonly byte[] Content = [.. "\0asm"u8, .. Enumerable.Range(0, 100_000).Select(static i => (byte)(i * 7))];
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Content));
    private static readonly Uri Module = new("/modules/attributegen.wasm", UriKind.Relative);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_whole_module_has_its_digest_as_a_strong_tag()
    {
        await using var serving = await ServingAsync();
        using var response = await serving.Client.GetAsync(Module, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/wasm", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(new EntityTagHeaderValue($"\"{Digest}\""), response.Headers.ETag);
        Assert.Equal("bytes", response.Headers.AcceptRanges.Single());
        Assert.Equal(Content, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_has_it_already_does_not_get_it_again()
    {
        await using var serving = await ServingAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Module) { Headers = { IfNoneMatch = { new($"\"{Digest}\"") } } };
        using var response = await serving.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_download_that_broke_off_can_go_on()
    {
        await using var serving = await ServingAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Module)
        {
            Headers = { Range = new(90_000, null), IfRange = new($"\"{Digest}\"") },
        };
        using var response = await serving.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal($"bytes 90000-{Content.Length - 1}/{Content.Length}", response.Content.Headers.ContentRange?.ToString());
        Assert.Equal(Content[90_000..], await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_range_of_another_file_gets_the_whole_and_one_behind_the_end_nothing()
    {
        await using var serving = await ServingAsync();
        using var other =
            new HttpRequestMessage(HttpMethod.Get, Module) { Headers = { Range = new(90_000, null), IfRange = new("\"another\"") } };
        using var whole = await serving.Client.SendAsync(other, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, (long?)Content.Length), (whole.StatusCode, whole.Content.Headers.ContentLength));
        using var behind = new HttpRequestMessage(HttpMethod.Get, Module) { Headers = { Range = new(Content.Length, null) } };
        using var nothing = await serving.Client.SendAsync(behind, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, nothing.StatusCode);
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        await using var serving = await ServingAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, Module);
        using var response = await serving.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, (long?)Content.Length), (response.StatusCode, response.Content.Headers.ContentLength));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/readyz", 404)]
    [InlineData("GET", "/modules/", 404)]
    [InlineData("GET", "/modules/../etc/passwd", 404)]
    [InlineData("POST", "/validate/httproutes", 404)]
    [InlineData("POST", "/modules/attributegen.wasm", 405)]
    [InlineData("DELETE", "/modules/attributegen.wasm", 405)]
    public async Task There_is_nothing_else_on_its_port(string method, string path, int status)
    {
        await using var serving = await ServingAsync();
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        using var response = await serving.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 405 ? ["GET", "HEAD"] : [], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task What_was_checked_is_what_is_served_whatever_becomes_of_the_file()
    {
        await using var serving = await ServingAsync();
        folder.Write("module.wasm", "another");
        Assert.Equal(Content, await serving.Client.GetByteArrayAsync(Module, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stopping_ends_it_after_the_drain_and_not_before()
    {
        await using var serving = await ServingAsync(TimeSpan.FromSeconds(1));
        await serving.Process.Caller.CancelAsync();
        await serving.Process.Log.LineOfAsync("Draining");
        Assert.Equal(Content, await serving.Client.GetByteArrayAsync(Module, TestContext.Current.CancellationToken));
        Assert.Equal(0, await serving.Process.Exit);
        await Assert.ThrowsAsync<HttpRequestException>(
            () => serving.Client.GetByteArrayAsync(Module, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_module_than_the_configuration_names_is_a_reason_not_to_start()
    {
        var file = folder.Write("module.wasm", "another");
        var digest = Convert.ToHexStringLower(SHA256.HashData("another"u8));
        Assert.Equal(
            [
                $"--module {file}: its SHA-256 is {digest}, but module.sha256 of the configuration is {Digest}; proxies would refuse "
                + "it, so mount the file that the configuration names, or correct module.sha256 and start again"],
            await RunningProcess.RefusedAsync(Options(file)));
    }

    [Fact]
    public async Task A_module_that_is_not_there_is_a_reason_not_to_start() => Assert.Equal(
        [
            $"--module {folder.File("none")}: cannot be read: Could not find file '{folder.File("none")}'; mount the module, or "
            + "leave --module out and let module.url name another place"],
        await RunningProcess.RefusedAsync(Options(folder.File("none"))));

    [Fact]
    public async Task A_file_that_can_be_no_module_is_not_read()
    {
        await using (var large = File.Create(folder.File("disk.img")))
        {
            large.SetLength(1L << 40);
        }

        Assert.Equal(
            [$"--module {folder.File("disk.img")}: has 1099511627776 bytes, more than 33554432; name the file of the wasm module"],
            await RunningProcess.RefusedAsync(Options(folder.File("disk.img"))));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_and_nothing_stays_open()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Assert.Equal(
            [
                $"--listen 127.0.0.1 --module-port {port}: cannot listen: Failed to bind to address http://127.0.0.1:{port}: address "
                + "already in use; give an address of this host and a free port, above 1023 without privileges"],
            await RunningProcess.RefusedAsync(Options(Mounted()) with { ModulePort = port }));
        Assert.Equal(
            [
                $"--listen 127.0.0.1 --port {port}: cannot listen: Failed to bind to address https://127.0.0.1:{port}: address "
                + "already in use; give an address of this host and a free port, above 1023 without privileges"],
            await RunningProcess.RefusedAsync(Options(Mounted()) with { Port = port }));
    }

    [Fact]
    public async Task A_configuration_that_names_another_module_is_not_taken_over()
    {
        await using var serving = await ServingAsync();
        folder.Write("config.yaml", Configuration(new string('a', 64)));
        using var refused = JsonDocument.Parse(await serving.Process.Log.LineOfAsync("ChangeRefused"));
        Assert.StartsWith(
            $"--module {folder.File("module.wasm")}: its SHA-256 is {Digest}, but module.sha256 of the configuration is aaaa",
            refused.RootElement.GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(serving.Process.Log.Lines, static line => line.Contains("SettingsReplaced", StringComparison.Ordinal));
        folder.Write("config.yaml", Configuration(Digest) + "  mode: audit\n");
        await serving.Process.Log.LineOfAsync("SettingsReplaced");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  module:\n    kind: attributegen\n")]
    public async Task The_module_of_the_program_is_served_under_its_digest_whatever_the_configuration_takes(string module)
    {
        var options = Options(Mounted()) with { Module = null, ConfigFile = folder.Write("config.yaml", Head + "  mode: audit\n" + module) };
        await using var serving = await Serving.OfAsync(options);
        using var response = await serving.Client.GetAsync(new Uri(BuiltinModule.Path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(new EntityTagHeaderValue($"\"{BuiltinModule.Sha256}\""), response.Headers.ETag);
        Assert.Equal(
            await File.ReadAllBytesAsync(SourceTree.PathOf("module/route-labels.wasm"), TestContext.Current.CancellationToken),
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var head = await serving.Client.SendAsync(
            new(HttpMethod.Head, new Uri(BuiltinModule.Path, UriKind.Relative)), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, response.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
        using var older = await serving.Client.GetAsync(
            new Uri($"/modules/{new string('0', 64)}/route-labels.wasm", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (older.StatusCode, older.Headers.ConnectionClose));
        using var none = await serving.Client.GetAsync(
            new Uri($"/modules/{new string('x', 64)}/route-labels.wasm", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_configuration_that_takes_the_module_of_the_program_is_taken_over_without_a_start()
    {
        var options = Options(Mounted()) with { Module = null };
        await using var serving = await Serving.OfAsync(options);
        folder.Write("config.yaml", Head + "  mode: audit\n");
        await serving.Process.Log.LineOfAsync("SettingsReplaced");
    }

    [Fact]
    public async Task A_mounted_module_that_the_configuration_does_not_take_is_a_reason_not_to_start()
    {
        var file = Mounted();
        Assert.Equal(
            [
                $"--module {file}: its SHA-256 is {Digest}, but module.sha256 of the configuration is {BuiltinModule.Sha256}; proxies would "
                + "refuse it, so mount the file that the configuration names, or correct module.sha256 and start again"],
            await RunningProcess.RefusedAsync(Options(file) with { ConfigFile = folder.Write("config.yaml", Head + "  mode: audit\n") }));
    }

    private const string Head = "apiVersion: routemetrics.io/v1alpha1\nkind: RouteMetricsConfig\nspec:\n";

    private static string Configuration(string digest) =>
        Head + "  module:\n    url: "
        + $"http://route-metrics.route-metrics.svc:8080/modules/attributegen.wasm\n    sha256: {digest}\n";

    private string Mounted()
    {
        File.WriteAllBytes(folder.File("module.wasm"), Content);
        return folder.File("module.wasm");
    }

    private ServeOptions Options(string module) => new()
    {
        ListenAddress = "127.0.0.1",
        Port = 0,
        ModulePort = 0,
        EphemeralTls = true,
        Module = module,
        ConfigFile = folder.Write("config.yaml", Configuration(Digest)),
        PollInterval = TimeSpan.FromMilliseconds(50),
        DrainTime = TimeSpan.Zero,
    };

    private Task<Serving> ServingAsync() => ServingAsync(TimeSpan.Zero);

    private async Task<Serving> ServingAsync(TimeSpan drainTime)
    {
        var serving = await Serving.OfAsync(Options(Mounted()) with { DrainTime = drainTime });
        Assert.Equal((Digest, Module.ToString()), (serving.Sha256, serving.Client.BaseAddress!.AbsolutePath));
        return serving;
    }

    private sealed record Serving(RunningProcess Process, HttpClient Client, string Sha256) : IAsyncDisposable
    {
        public static async Task<Serving> OfAsync(ServeOptions options)
        {
            var process = new RunningProcess(options);
            await process.Log.LineOfAsync("Ready");

            // The program's own comes first, then the mounted one.
            using var line = JsonDocument.Parse(process.Log.Lines.Last(static line => line.Contains("\"ServingModule\"", StringComparison.Ordinal)));
            var address = new Uri(line.RootElement.GetProperty("address").GetString()!);
            return new(process, new() { BaseAddress = address }, line.RootElement.GetProperty("sha256").GetString()!);
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            if (!Process.Exit.IsCompleted)
            {
                await Process.Caller.CancelAsync();
            }

            Assert.Equal(0, await Process.Exit);
        }
    }
}
