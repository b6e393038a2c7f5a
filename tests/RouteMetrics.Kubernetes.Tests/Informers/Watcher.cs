using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Informers;

/// <summary>A watch of the namespaces of a scripted server, its events as text.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    /// <summary>Short pauses, so that a test need not wait for them.</summary>
    public static readonly WatchOptions Quick = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(2),
        NotServedPause = TimeSpan.FromMilliseconds(1),
        PageSize = 2,
    };

    private readonly KubernetesApi api;
    private readonly IAsyncEnumerator<WatchEvent<NamespaceResource>> events;

    public Watcher(ScriptedServer server, WatchOptions? options = null, TimeProvider? time = null, ReadItem<NamespaceResource>? read = null, ResourceType? type = null)
    {
        api = server.Api(time);
        Watch = new(api, type ?? ResourceType.Namespaces, read ?? NamespaceReader.Read, options ?? Quick, time ?? TimeProvider.System, Log);
        events = Watch.RunAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public ResourceWatch<NamespaceResource> Watch { get; }

    public LogLines Log { get; } = new();

    /// <summary>The next so many events.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(int count)
    {
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            texts.Add(Show(events.Current));
        }

        return texts;
    }

    public ValueTask DisposeAsync()
    {
        // Ends what still runs; the enumerator itself cannot be disposed while it does.
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Show(WatchEvent<NamespaceResource> happened) => happened switch
    {
        WatchEvent<NamespaceResource>.Synced(var objects, var unreadable) =>
            $"synced {string.Join(' ', objects.Select(item => Show(item.Object)))}{string.Concat(unreadable.Select(item => $" !{Show(item)}"))}".TrimEnd(),
        WatchEvent<NamespaceResource>.Changed(var item) => $"changed {Show(item.Object)}",
        WatchEvent<NamespaceResource>.Removed(var item) => $"removed {Show(item)}",
        WatchEvent<NamespaceResource>.Unreadable(var item) => $"unreadable {Show(item)}",
        WatchEvent<NamespaceResource>.NotServed => "not served",
        WatchEvent<NamespaceResource>.NotAllowed => "not allowed",
        _ => throw new JsonException(),
    };

    private static string Show(UnreadableObject item) => $"{Show(item.Object)} ({string.Join("; ", item.Faults.Select(fault => fault.Message))})";

    private static string Show(ObjectIdentity item) => $"{item}@{item.ResourceVersion}";
}
