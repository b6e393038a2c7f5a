using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Testing;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.EndToEnd.Tests.Api;

/// <summary>Follows a watch, and keeps what it says there is: names and their resource versions.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> objects = new(StringComparer.Ordinal);
    private readonly List<string> events = [];
    private readonly LogLines log = new();
    private readonly Task running;

    public Follower(KubernetesApi api, ResourceType type, WatchOptions? options = null)
    {
        Watch = new(api, type, (ref json, _) => JsonNode.Parse(ref json), options ?? new WatchOptions(), TimeProvider.System, log);
        running = RunAsync();
    }

    public ResourceWatch<JsonNode?> Watch { get; }

    public IReadOnlyList<string> Log => log.Lines;

    /// <summary>What came, as <c>synced</c>, <c>changed name</c>, <c>removed name</c>, <c>not served</c>.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            lock (gate)
            {
                return [.. events];
            }
        }
    }

    /// <summary>Names with their resource versions, in the order of the names.</summary>
    public IReadOnlyList<string> Objects
    {
        get
        {
            lock (gate)
            {
                return [.. objects.Select(item => $"{item.Key}@{item.Value}").Order(StringComparer.Ordinal)];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!running.IsCompleted)
        {
            await stop.CancelAsync();
            await running;
            stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var happened in Watch.RunAsync(stop.Token))
            {
                lock (gate)
                {
                    Take(happened);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end of the test.
        }
    }

    private void Take(WatchEvent<JsonNode?> happened)
    {
        switch (happened)
        {
            case WatchEvent<JsonNode?>.Synced(var all, _):
                objects.Clear();
                all.ToList().ForEach(item => objects[item.Object.Name] = item.Object.ResourceVersion);
                events.Add("synced");
                break;
            case WatchEvent<JsonNode?>.Changed(var item):
                objects[item.Object.Name] = item.Object.ResourceVersion;
                events.Add($"changed {item.Object.Name}");
                break;
            case WatchEvent<JsonNode?>.Removed(var item):
                objects.Remove(item.Name);
                events.Add($"removed {item.Name}");
                break;
            case WatchEvent<JsonNode?>.NotServed:
                events.Add("not served");
                break;
            default:
                throw new JsonException($"{happened}");
        }
    }
}
