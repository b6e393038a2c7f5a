using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>
/// Plays the readiness probes of the kubelet and the controllers of Endpoints and EndpointSlices: keeps those of the Service at the pods that are ready and
/// not terminating. A pod that dies stays in them until the next look.
/// </summary>
internal sealed class ServiceEndpoints : IAsyncDisposable
{
    /// <summary>The shortest period of a probe, and how often the kubelet looks whether a container has ended (PLEG, 1 s).</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private const string ServiceName = "kubernetes.io/service-name";

    private readonly ApiClient api;
    private readonly Func<IReadOnlyList<Pod>> pods;
    private readonly CancellationTokenSource stopped = new();
    private readonly Task kept;
    private readonly bool hasSlices;
    private readonly string @namespace;
    private readonly string name;
    private IReadOnlyList<string> written = [];

    public ServiceEndpoints(ControlPlane cluster, string @namespace, string name, Func<IReadOnlyList<Pod>> pods)
    {
        api = cluster.Api;
        hasSlices = cluster.Minor >= 21;
        this.pods = pods;
        this.@namespace = @namespace;
        this.name = name;
        kept = KeepAsync();
    }

    /// <summary>The names of the pods that requests are sent to.</summary>
    public IReadOnlyList<string> Ready => Volatile.Read(ref written);

    /// <summary>Whether the Service has the port for wasm modules.</summary>
    public bool HasModulePort { get; set; } = true;

    private string EndpointsPath => $"/api/v1/namespaces/{@namespace}/endpoints";

    private string SlicesPath => $"/apis/discovery.k8s.io/v1/namespaces/{@namespace}/endpointslices";

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await kept;
        stopped.Dispose();
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(Period);
        do
        {
            try
            {
                await LookAsync();
            }
            catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException)
            {
                // The API server is away: the next look finds the same.
            }
        }
        while (await TickAsync(timer));
    }

    private async Task<bool> TickAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopped.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task LookAsync()
    {
        List<Pod> ready = [];
        foreach (var pod in pods())
        {
            if (!pod.IsTerminating && await pod.IsReadyAsync())
            {
                ready.Add(pod);
            }
        }

        string[] names = [.. ready.Select(static pod => pod.Name)];
        if (!names.SequenceEqual(Ready) && await WriteAsync(ready))
        {
            Volatile.Write(ref written, names);
        }
    }

    // Which of the two the API server reads depends on its version: the latest ones know slices only.
    private async Task<bool> WriteAsync(List<Pod> ready)
    {
        var endpoints = Named("v1", "Endpoints", name);
        endpoints["subsets"] = new JsonArray([.. ready.Select(SubsetOf)]);
        return await PutAsync(EndpointsPath, endpoints) && (!hasSlices || await WriteSlicesAsync(ready));
    }

    // New ones come before old ones go: in a rolling update there is always one that answers. Those that a test wrote stay.
    private async Task<bool> WriteSlicesAsync(List<Pod> ready)
    {
        var slices = ready.Select(SliceOf).ToList();
        foreach (var slice in slices)
        {
            if (!await PutAsync(SlicesPath, slice))
            {
                return false;
            }
        }

        var there = await api.GetAsync($"{SlicesPath}?labelSelector={ServiceName}%3D{name}");
        var names = (there.Body["items"]?.AsArray() ?? []).Select(static slice => (string)slice!["metadata"]!["name"]!);
        var isDone = there.IsSuccess;
        var ours = slices.Select(static slice => (string)slice["metadata"]!["name"]!);
        foreach (var old in names.Except(ours).Where(slice => slice.StartsWith($"{name}-", StringComparison.Ordinal)))
        {
            isDone &= (await api.DeleteAsync($"{SlicesPath}/{old}")).IsSuccess;
        }

        return isDone;
    }

    private async Task<bool> PutAsync(string path, JsonObject body)
    {
        var answer = await api.PutAsync($"{path}/{body["metadata"]!["name"]}", body);
        return (answer.Status == HttpStatusCode.NotFound ? await api.PostAsync(path, body) : answer).IsSuccess;
    }

    private static JsonObject Named(string version, string kind, string name) =>
        new() { ["apiVersion"] = version, ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name } };

    // All pods have one address here and differ by port; the uid keeps the API server from merging them into one subset.
    private JsonObject SubsetOf(Pod pod) => new()
    {
        ["addresses"] = new JsonArray(new JsonObject { ["ip"] = OwnAddress(), ["targetRef"] = ReferenceTo(pod) }),
        ["ports"] = PortsOf(pod),
    };

    // All endpoints of a slice share its ports, so each pod has its own.
    private JsonObject SliceOf(Pod pod)
    {
        var slice = Named("discovery.k8s.io/v1", "EndpointSlice", pod.Name);
        slice["metadata"]!["labels"] = new JsonObject { [ServiceName] = name };
        slice["addressType"] = "IPv4";
        slice["endpoints"] = new JsonArray(new JsonObject
        {
            ["addresses"] = new JsonArray(OwnAddress()),
            ["conditions"] = new JsonObject { ["ready"] = true },
            ["targetRef"] = ReferenceTo(pod),
        });
        slice["ports"] = PortsOf(pod);
        return slice;
    }

    private static JsonObject ReferenceTo(Pod pod) => new() { ["kind"] = "Pod", ["name"] = pod.Name, ["uid"] = pod.Uid };

    private JsonArray PortsOf(Pod pod) =>
        HasModulePort ? [PortOf("https", pod.Port), PortOf("http-module", pod.ModulePort)] : [PortOf("https", pod.Port)];

    private static JsonObject PortOf(string name, int? port) => new() { ["name"] = name, ["port"] = port, ["protocol"] = "TCP" };

    // The API server takes no loopback and no link-local address for an endpoint.
    internal static string OwnAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(static network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
            .Select(static unicast => unicast.Address)
            .FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)
                && !address.ToString().StartsWith("169.254.", StringComparison.Ordinal))?.ToString()
        ?? throw new InvalidOperationException("this machine has no IPv4 address but loopback ones, and Endpoints must not have those; give an interface an address");
}
