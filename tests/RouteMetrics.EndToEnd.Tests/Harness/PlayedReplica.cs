using System.Net;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>
/// A ready replica behind the Service that is no process of this build: whoever asks for a module gets a status, as from a replica of another version.
/// Its EndpointSlice is the test's.
/// </summary>
internal sealed class PlayedReplica : IAsyncDisposable
{
    private const string Slices = $"/apis/discovery.k8s.io/v1/namespaces/{Installation.Namespace}/endpointslices";

    private readonly ControlPlane cluster;
    private readonly string name;
    private readonly HttpListener listener = new();
    private readonly Task answered;
    private int asked;

    private PlayedReplica(ControlPlane cluster, string name, int port)
    {
        (this.cluster, this.name, Address) = (cluster, name, $"{ServiceEndpoints.OwnAddress()}:{port}");
        listener.Prefixes.Add($"http://*:{port}/");
        listener.Start();
        answered = AnswerAsync();
    }

    public string Address { get; }

    /// <summary>With which status; null: with none, the connection breaks off.</summary>
    public HttpStatusCode? Status { get; set; } = HttpStatusCode.ServiceUnavailable;

    /// <summary>How often it was asked for a module.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>Listens, and stands behind the Service as ready.</summary>
    public static async Task<PlayedReplica> StartAsync(ControlPlane cluster, string name)
    {
        var port = FreePort();
        var replica = new PlayedReplica(cluster, name, port);
        _ = (await cluster.Api.PostAsync(Slices, new JsonObject
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = Installation.Name } },
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(ServiceEndpoints.OwnAddress()),
                ["conditions"] = new JsonObject { ["ready"] = true },
            }),
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http-module", ["port"] = port, ["protocol"] = "TCP" }),
        })).Object;
        return replica;
    }

    /// <summary>Goes, and is no endpoint any more.</summary>
    public async Task EndAsync() => Assert.True((await cluster.Api.DeleteAsync($"{Slices}/{name}")).IsSuccess);

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await answered;
    }

    private async Task AnswerAsync()
    {
        while (await NextAsync() is { } context)
        {
            Interlocked.Increment(ref asked);
            if (Status is { } status)
            {
                context.Response.StatusCode = (int)status;
                context.Response.Close();
            }
            else
            {
                context.Response.Abort();
            }
        }
    }

    private async Task<HttpListenerContext?> NextAsync()
    {
        try
        {
            return await listener.GetContextAsync();
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Any, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
