using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Availability;

/// <summary>
/// What became of a load. <paramref name="FirstFailures"/> says, for each object that was not created at the first try, why not; <paramref name="Lost"/>,
/// for each that never was; <paramref name="Unmutated"/> names those that the webhook has not changed.
/// </summary>
internal sealed record LoadResult(int Created, IReadOnlyCollection<string> FirstFailures, IReadOnlyCollection<string> Lost, IReadOnlyCollection<string> Unmutated)
{
    public override string ToString() => string.Join('\n',
        [$"{Created} created, {FirstFailures.Count} failed at first, {Lost.Count} lost, {Unmutated.Count} unmutated", .. FirstFailures.Concat(Lost).Concat(Unmutated).Take(10)]);
}

/// <summary>
/// Namespaces and HTTPRoutes, created side by side at a steady pace, as a controller creates them: what fails is tried again, with backoff
/// (client-go's work queues begin with 5 ms and double, util/workqueue/default_rate_limiters.go).
/// </summary>
internal sealed class CreateLoad(ApiClient api)
{
    public const string Namespace = "load";

    private const int Workers = 16;
    private const int Tries = 12;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(5);

    /// <summary>For each worker: 160 creates a second in all.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentBag<string> firstFailures = [];
    private readonly ConcurrentBag<string> lost = [];
    private readonly ConcurrentBag<string> unmutated = [];
    private int begun;
    private int created;

    /// <summary>Runs while the scenario does, and until this many objects have been created or lost.</summary>
    public static async Task<LoadResult> RunAsync(ApiClient api, int atLeast, Func<Task> scenario)
    {
        _ = (await api.PostAsync("/api/v1/namespaces", JsonNode.Parse($$"""{"metadata": {"name": "{{Namespace}}"} }""")!)).Object;
        var load = new CreateLoad(api);
        var played = scenario();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => load.WorkAsync(played, atLeast)));
        await played;
        return new(load.created, load.firstFailures, load.lost, load.unmutated);
    }

    private async Task WorkAsync(Task played, int atLeast)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!played.IsCompleted || Volatile.Read(ref begun) < atLeast)
        {
            var number = Interlocked.Increment(ref begun);
            await (number % 2 == 0
                ? CreateAsync("/api/v1/namespaces", NamespaceOf(number), static made => made["metadata"]!["labels"]?["istio.io/use-waypoint"])
                : CreateAsync($"/apis/gateway.networking.k8s.io/v1/namespaces/{Namespace}/httproutes", RouteOf(number), static made => made["metadata"]!["annotations"]?["routemetrics.io/operations"]));
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task CreateAsync(string path, JsonObject body, Func<JsonObject, JsonNode?> mark)
    {
        var name = (string)body["metadata"]!["name"]!;
        var failure = "";
        for (var (tries, backoff) = (0, FirstBackoff); tries < Tries; tries++, backoff *= 2)
        {
            var (made, why) = await TryAsync(path, body);
            if (made is not null)
            {
                Interlocked.Increment(ref created);
                if (mark(made) is null)
                {
                    unmutated.Add(name);
                }

                return;
            }

            failure = $"{name}: {why}";
            if (tries == 0)
            {
                firstFailures.Add(failure);
            }

            await Task.Delay(backoff, TestContext.Current.CancellationToken);
        }

        lost.Add(failure);
    }

    // A try that failed for the client may have succeeded in the server: then the object is there.
    private async Task<(JsonObject? Made, string Why)> TryAsync(string path, JsonObject body)
    {
        try
        {
            var answer = await api.PostAsync(path, body);
            if ((string?)answer.Body["reason"] == "AlreadyExists")
            {
                answer = await api.GetAsync($"{path}/{body["metadata"]!["name"]}");
            }

            return (answer.IsSuccess ? answer.Body : null, $"{(int)answer.Status} {answer.Body["message"]}");
        }
        catch (HttpRequestException failed)
        {
            return (null, failed.Message);
        }
    }

    private static JsonObject NamespaceOf(int number) => new() { ["metadata"] = new JsonObject { ["name"] = $"load-{number}" } };

    private static JsonObject RouteOf(int number) => JsonNode.Parse($$"""
        {
          "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "load-{{number}}"},
          "spec": {
            "parentRefs": [{"group": "", "kind": "Service", "name": "load"}],
            "rules": [{"matches": [{"method": "GET", "path": {"type": "Exact", "value": "/items/{{number}}"} }], "backendRefs": [{"name": "load", "port": 80}]}]
          }
        }
        """)!.AsObject();
}
