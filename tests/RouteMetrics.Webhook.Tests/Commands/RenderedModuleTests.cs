using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>Where <c>render</c> sends proxies for their module.</summary>
public sealed class RenderedModuleTests : IDisposable
{
    private const string Attributegen = "3c807c3f48af481e4dda7d9fe54364d921bb7e88122765f67f6c9b9cb28a52a6";

    private static readonly string Podinfo = SourceTree.PathOf("samples/podinfo.yaml");

    private static readonly string Digest = new('a', 64);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task By_default_they_fetch_it_from_the_program_which_a_note_says()
    {
        var run = await RenderAsync();
        Assert.Equal((BuiltinModule.UrlIn("route-metrics"), BuiltinModule.Sha256), ModuleOf(run));
        Assert.Equal(NoteOf("route-metrics"), run.Error);

        var elsewhere = await RenderAsync("--config", Configuration("{ownNamespace: mesh-tools}"));
        Assert.Equal((BuiltinModule.UrlIn("mesh-tools"), BuiltinModule.Sha256), ModuleOf(elsewhere));
        Assert.Equal(NoteOf("mesh-tools"), elsewhere.Error);
    }

    [Theory]
    [InlineData("https://mirror.example.com/route-labels.wasm")]
    [InlineData("file:///opt/route-labels.wasm")]
    public async Task A_mirror_serves_the_same_file(string url)
    {
        var run = await RenderAsync("--module-url", url);
        Assert.Equal((url, BuiltinModule.Sha256), ModuleOf(run));
        Assert.Equal("", run.Error);
    }

    /// <summary>That of the manifest, which istiod compares, and not of the module in it.</summary>
    [Theory]
    [InlineData("oci://registry.example.com/route-metrics/module:v1.2.3")]
    [InlineData("registry.example.com:5000/route-metrics/module")]
    public async Task An_image_is_known_by_the_digest_in_its_address(string image)
    {
        var pinned = $"{image}@sha256:{Digest}";
        foreach (var configuration in new[] { "{}", $"{{module: {{sha256: {new string('b', 64)}}}}}", "{module: {kind: attributegen}}" })
        {
            var run = await RenderAsync("--module-url", pinned, "--config", Configuration(configuration));
            Assert.Equal((pinned, Digest), ModuleOf(run));
            Assert.Equal("", run.Error);
        }
    }

    [Theory]
    [InlineData("oci://registry.example.com/route-metrics/module:v1.2.3")]
    [InlineData("registry.example.com/route-metrics/module")]
    [InlineData("oci://registry.example.com/route-metrics/module@sha256:abc")]
    [InlineData("oci://registry.example.com/route-metrics/module@sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_image_without_its_digest_is_refused(string image) => await AssertRefusedAsync(
        image, $"--module-url {image} is an image without its digest, which proxies compare; end it with @sha256: and the digest of the image.");

    [Theory]
    [InlineData("ftp://mirror.example.com/route-labels.wasm")]
    [InlineData("oci://mirror example")]
    public async Task What_is_no_address_is_refused(string url) => await AssertRefusedAsync(
        url, $"--module-url {url} is no address of scheme file, http, https or oci; without a scheme it is an OCI image.");

    /// <summary>As a configuration of the time when there was no other module.</summary>
    [Fact]
    public async Task Who_mirrored_attributegen_keeps_it_and_gets_no_note()
    {
        var run = await RenderAsync("--config", Configuration("{module: {url: 'https://mirror.example.com/attributegen.wasm'}}"));
        Assert.Equal(("https://mirror.example.com/attributegen.wasm", Attributegen), ModuleOf(run));
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task The_native_engine_needs_none()
    {
        var run = await RenderAsync("--engine", "native");
        Assert.DoesNotContain("url:", run.Out, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    private static async Task AssertRefusedAsync(string url, string fault)
    {
        var run = await CommandRun.OfAsync("render", "-f", Podinfo, "--module-url", url);
        Assert.Equal((2, ""), (run.Exit, run.Out));
        Assert.Equal($"error: {fault}\nSee 'route-metrics render --help'.\n", run.Error);
    }

    private static async Task<CommandRun> RenderAsync(params string[] more)
    {
        var run = await CommandRun.OfAsync(["render", "-f", Podinfo, .. more]);
        Assert.Equal(0, run.Exit);
        return run;
    }

    // Of the only WasmPlugin.
    private static (string Url, string Sha256) ModuleOf(CommandRun run) => (ValueOf(run, "url"), ValueOf(run, "sha256"));

    private static string ValueOf(CommandRun run, string field) =>
        run.Out.Split('\n').Single(line => line.StartsWith($"  {field}: ", StringComparison.Ordinal))[$"  {field}: ".Length..].Trim('\'');

    private static string NoteOf(string ns) =>
        $"note: proxies fetch the module from Service {ns}/route-metrics, which this version of the program has to serve there; without it, "
        + "give --module-url or --engine native\n";

    private string Configuration(string spec) =>
        folder.Write("route-metrics.yaml", $"apiVersion: routemetrics.io/v1alpha1\nkind: RouteMetricsConfig\nspec: {spec}\n");
}
