using System.Text.Json.Nodes;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>One replica: the real program with the arguments of the Deployment, as a process of this machine. Its ports are free ones.</summary>
internal sealed class Pod : IAsyncDisposable
{
#pragma warning disable CA5359 // As the kubelet probes: whatever the certificate is.
    private static readonly HttpClient Kubelet = new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    { Timeout = TimeSpan.FromSeconds(1) };
#pragma warning restore CA5359

    private static readonly string Program = SourceTree.Program;
    private static readonly Lazy<Task<Ended>> Built = new(static () => ChildProcess.RunAsync(Program, ["--version"]));

    private readonly ChildProcess process;
    private readonly string folder;

    private Pod(string name, ChildProcess process, string folder)
    {
        Name = name;
        this.process = process;
        this.folder = folder;
    }

    public string Name { get; }

    public string Uid { get; } = Guid.NewGuid().ToString();

    /// <summary>Of HTTPS; null until it listens.</summary>
    public int? Port => Logged("Listening") is [var line, ..] ? new Uri((string)line["address"]!).Port : null;

    /// <summary>Of the wasm modules, over plain HTTP; null until it listens.</summary>
    public int? ModulePort => Logged("ServingModule") is [var line, ..] ? new Uri((string)line["address"]!).Port : null;

    /// <summary>From the moment on that it is asked to end, as the Endpoints controller sees it.</summary>
    public bool IsTerminating { get; private set; }

    public bool HasExited => process.HasExited;

    /// <summary>Of its process.</summary>
    public int Id => process.Id;

    /// <summary><paramref name="places"/> tells where the mounted folders are here, <paramref name="folder"/> what is removed in the end.</summary>
    public static async Task<Pod> StartAsync(
        string name, string @namespace, JsonNode container, IReadOnlyDictionary<string, string> places, string folder, IEnumerable<string> more)
    {
        // The launcher builds what is older than its sources; a pod is not to wait for that.
        var built = await Built.Value;
        Assert.True(built.Exit == 0, built.Error);
        var arguments = container["args"]!.AsArray().Select(argument => Here((string)argument!, places));
        var environment = (container["env"]?.AsArray() ?? []).ToDictionary(static e => (string)e!["name"]!, e => ValueOf(e!, name, @namespace));
        return new(name, await ChildProcess.StartAsync(Program, [.. arguments, "--port=0", "--module-port=0", .. more], environment), folder);
    }

    /// <summary>The lines of its log of one event. A process that was killed may have left half a line.</summary>
    public IReadOnlyList<JsonObject> Logged(string @event) =>
        [.. process.ErrorLines.Where(static line => line.StartsWith('{') && line.EndsWith('}')).Select(static line => JsonNode.Parse(line)!.AsObject()).Where(line => (string?)line["event"] == @event)];

    /// <summary>The readiness probe.</summary>
    public async Task<bool> IsReadyAsync()
    {
        if (Port is not { } port || HasExited)
        {
            return false;
        }

        try
        {
            using var answer = await Kubelet.GetAsync(new Uri($"https://localhost:{port}/readyz"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>SIGTERM, as at the end of a pod's life, and what the program made of it.</summary>
    public async Task<Ended> TerminateAsync()
    {
        IsTerminating = true;
        await process.SignalAsync("TERM");
        return await process.EndAsync();
    }

    /// <summary>SIGKILL: a crash, of which nobody is told.</summary>
    public async Task KillAsync()
    {
        await process.SignalAsync("KILL");
        await process.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public override string ToString() => $"{Name}:\n{string.Join('\n', process.ErrorLines.TakeLast(40))}";

    private static string Here(string argument, IReadOnlyDictionary<string, string> places) =>
        places.Aggregate(argument, static (text, place) => text.Replace(place.Key, place.Value, StringComparison.Ordinal));

    private static string ValueOf(JsonNode variable, string pod, string @namespace) => (string?)variable["valueFrom"]?["fieldRef"]?["fieldPath"] switch
    {
        null => (string?)variable["value"] ?? "",
        "metadata.name" => pod,
        "metadata.namespace" => @namespace,
        var other => throw new InvalidOperationException($"an environment variable from {other}, which the harness does not know"),
    };
}
