using System.Net;
using System.Net.Sockets;
using System.Text;
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
    private readonly TcpListener listener = new(IPAddress.Any, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly Task answered;
    private int asked;

    private PlayedReplica(ControlPlane cluster, string name)
    {
        (this.cluster, this.name) = (cluster, name);
        listener.Start();
        Address = $"{ServiceEndpoints.OwnAddress()}:{Port}";
        answered = AnswerAsync();
    }

    public string Address { get; }

    /// <summary>With which status it answers; null: with none, the connection breaks off.</summary>
    public HttpStatusCode? Status { get; set; } = HttpStatusCode.ServiceUnavailable;

    /// <summary>How often it was asked for a module.</summary>
    public int Asked => Volatile.Read(ref asked);

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Listens, and stands behind the Service as ready.</summary>
    public static async Task<PlayedReplica> StartAsync(ControlPlane cluster, string name)
    {
        var replica = new PlayedReplica(cluster, name);
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
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http-module", ["port"] = replica.Port, ["protocol"] = "TCP" }),
        })).Object;
        return replica;
    }

    /// <summary>Goes, and is no endpoint any more.</summary>
    public async Task EndAsync() => Assert.True((await cluster.Api.DeleteAsync($"{Slices}/{name}")).IsSuccess);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await answered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Stop();
        ended.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(ended.Token);
            try
            {
                await AnswerAsync(client.GetStream());
            }
            catch (IOException)
            {
                // Whoever asked has not waited for the answer.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (await reader.ReadLineAsync(ended.Token) is { Length: > 0 })
        {
            // The request has no body.
        }

        Interlocked.Increment(ref asked);
        if (Status is { } status)
        {
            var answer = $"HTTP/1.1 {(int)status} {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), ended.Token);
        }
    }
}
