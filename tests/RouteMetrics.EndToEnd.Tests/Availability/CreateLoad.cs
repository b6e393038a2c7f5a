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
internal sealed class CreateLoad(ApiClient api, string name)
{
    /// <summary>As fast as they are answered, and no faster than this.</summary>
    public const int PerSecond = 160;

    private const int Workers = 16;

    private const int Tries = 12;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1) * Workers / PerSecond;

    private readonly ConcurrentBag<string> firstFailures = [];
    private readonly ConcurrentBag<string> lost = [];
    private readonly ConcurrentBag<string> unmutated = [];
    private int begun;
    private int succeeded;

    /// <summary>
    /// Runs while the scenario does, and until this many objects have been created or lost. They are called after <paramref name="name"/>, and so is the namespace
    /// of the routes.
    /// </summary>
    public static async Task<LoadResult> RunAsync(ApiClient api, string name, int atLeast, Func<Task> scenario)
    {
        _ = (await api.PostAsync("/api/v1/namespaces", JsonNode.Parse($$"""{"metadata": {"name": "{{name}}"} }""")!)).Object;
        var load = new CreateLoad(api, name);
        var played = scenario();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => load.WorkAsync(played, atLeast)));
        await played;
        return new(load.succeeded, load.firstFailures, load.lost, load.unmutated);
    }

    /// <summary>Waits until the load of this name is well on its way.</summary>
    public static Task HasBegunAsync(ApiClient api, string name) =>
        Eventually.SucceedsAsync(async () => _ = (await api.GetAsync($"/api/v1/namespaces/{name}-400")).Object);

    private async Task WorkAsync(Task played, int atLeast)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!played.IsCompleted || Volatile.Read(ref begun) < atLeast)
        {
            var number = Interlocked.Increment(ref begun);
            await (number % 2 == 0
                ? CreateAsync("/api/v1/namespaces", NamespaceOf(number), static made => made["metadata"]!["labels"]?["istio.io/use-waypoint"])
                : CreateAsync($"/apis/gateway.networking.k8s.io/v1/namespaces/{name}/httproutes", RouteOf(number), static made => made["metadata"]!["annotations"]?["routemetrics.io/operations"]));
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task CreateAsync(string path, JsonObject body, Func<JsonObject, JsonNode?> mark)
    {
        var created = (string)body["metadata"]!["name"]!;
        var failure = "";
        for (var (tries, backoff) = (0, FirstBackoff); tries < Tries; tries++, backoff *= 2)
        {
            var (made, why) = await TryAsync(path, body);
            if (made is not null)
            {
                Interlocked.Increment(ref succeeded);
                if (mark(made) is null)
                {
                    unmutated.Add(created);
                }

                return;
            }

            failure = $"{created}: {why}";
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

    private JsonObject NamespaceOf(int number) => new() { ["metadata"] = new JsonObject { ["name"] = $"{name}-{number}" } };

    private JsonObject RouteOf(int number) => JsonNode.Parse($$"""
        {
          "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "{{name}}-{{number}}"},
          "spec": {
            "parentRefs": [{"group": "", "kind": "Service", "name": "load"}],
            "rules": [{"matches": [{"method": "GET", "path": {"type": "Exact", "value": "/items/{{number}}"} }], "backendRefs": [{"name": "load", "port": 80}]}]
          }
        }
        """)!.AsObject();
}
