using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Upgrade;

/// <summary>
/// Every state that some kinds of objects went through since a moment, one after the other. Watches say each change; their order is that of the
/// resource versions, which one etcd counts for all kinds.
/// </summary>
internal sealed class History : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> watches = [];
    private readonly ConcurrentQueue<JsonObject> events = new();
    private readonly Dictionary<string, JsonObject> first = new(StringComparer.Ordinal);

    private History()
    {
    }

    /// <summary>Of the resources at these paths, from now on.</summary>
    public static async Task<History> StartAsync(ApiClient api, params string[] paths)
    {
        var history = new History();
        foreach (var path in paths)
        {
            var list = (await api.GetAsync(path)).Object;
            var kind = ((string)list["kind"]!)[..^"List".Length];
            foreach (var item in list["items"]!.AsArray().Select(static item => item!.DeepClone().AsObject()))
            {
                item["kind"] = kind; // a list of a built-in kind leaves it out
                history.first[KeyOf(item)] = item;
            }

            history.watches.Add(history.FollowAsync(api, path, (string)list["metadata"]!["resourceVersion"]!));
        }

        return history;
    }

    /// <summary>The first state and one after each change: objects by kind, namespace and name. Of watches that still run.</summary>
    public IEnumerable<(string Change, IReadOnlyDictionary<string, JsonObject> Objects)> States()
    {
        Assert.All(watches, static watch => Assert.False(watch.IsCompleted, $"{watch.Exception}"));
        var now = new Dictionary<string, JsonObject>(first, StringComparer.Ordinal);
        yield return ("before", now);
        foreach (var happened in events.OrderBy(static happened => VersionOf(happened["object"]!)))
        {
            var item = happened["object"]!.AsObject();
            if ((string?)happened["type"] == "DELETED")
            {
                now.Remove(KeyOf(item));
            }
            else
            {
                now[KeyOf(item)] = item;
            }

            yield return ($"{happened["type"]} {KeyOf(item)} at {VersionOf(item)}", now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private Task FollowAsync(ApiClient api, string path, string version) => api.WatchAsync(path, version, events.Enqueue, stop.Token);

    private static string KeyOf(JsonObject item) => $"{item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}";

    private static long VersionOf(JsonNode item) => long.Parse((string)item["metadata"]!["resourceVersion"]!);
}
