using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>
/// Plays the readiness probes of the kubelet and the Endpoints controller: keeps the Endpoints of the Service at those pods that are ready and not
/// terminating. A pod that dies stays in it until the next look.
/// </summary>
internal sealed class ServiceEndpoints : IAsyncDisposable
{
    /// <summary>The shortest period of a probe, and how often the kubelet looks whether a container has ended (PLEG, 1 s).</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ApiClient api;
    private readonly Func<IReadOnlyList<Pod>> pods;
    private readonly CancellationTokenSource stopped = new();
    private readonly Task kept;
    private readonly string path;
    private readonly string name;
    private IReadOnlyList<string> written = [];

    public ServiceEndpoints(ApiClient api, string @namespace, string name, Func<IReadOnlyList<Pod>> pods)
    {
        this.api = api;
        this.pods = pods;
        this.name = name;
        path = $"/api/v1/namespaces/{@namespace}/endpoints";
        kept = KeepAsync();
    }

    /// <summary>The names of the pods that requests are sent to.</summary>
    public IReadOnlyList<string> Ready => Volatile.Read(ref written);

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

    private async Task<bool> WriteAsync(List<Pod> ready)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Endpoints",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["subsets"] = new JsonArray([.. ready.Select(static pod => SubsetOf(pod))]),
        };
        var answer = await api.PutAsync($"{path}/{name}", body);
        return (answer.Status == HttpStatusCode.NotFound ? await api.PostAsync(path, body) : answer).IsSuccess;
    }

    // All pods have one address here and differ by port; the uid keeps the API server from merging them into one subset.
    private static JsonObject SubsetOf(Pod pod) => new JsonObject
    {
        ["addresses"] = new JsonArray(new JsonObject
        {
            ["ip"] = OwnAddress(),
            ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["name"] = pod.Name, ["uid"] = pod.Uid },
        }),
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = pod.Port, ["protocol"] = "TCP" }),
    };

    // The API server takes no loopback and no link-local address for an endpoint.
    private static string OwnAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(static network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
            .Select(static unicast => unicast.Address)
            .FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)
                && !address.ToString().StartsWith("169.254.", StringComparison.Ordinal))?.ToString()
        ?? throw new InvalidOperationException("this machine has no IPv4 address but loopback ones, and Endpoints must not have those; give an interface an address");
}
