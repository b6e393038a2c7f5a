using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Informers;

public sealed class WatchTroubleTests
{
    private const string Refused = "list namespaces: the server says 403 Forbidden: User \"u\" cannot list resource \"namespaces\" at the cluster scope";

    private static readonly Answer Missing = Answers.Failure(404, "NotFound", "the server could not find the requested resource");

    private static readonly Answer Down = Answers.Failure(500, "InternalError", "etcd is down");

    [Fact]
    public async Task A_resource_that_is_not_served_is_told_once_and_picked_up_when_it_appears()
    {
        await using var server = await ScriptedServer.StartAsync(Missing, Missing, Missing, Answers.List("5", "", "a@1"));
        await using var watcher = new Watcher(server);

        Assert.Equal(["not served", "synced a@1"], await watcher.NextAsync(2));
        Assert.Equal(
            ["Warning namespaces of v1 is not served (is its CRD installed?); waiting for it", "Information namespaces is listed and watched again"],
            watcher.Log.Lines);
    }

    [Fact]
    public async Task A_resource_that_disappears_is_told_and_what_was_there_is_not_taken_for_removed()
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", "", "a@1"), Answers.Watch(), Missing, Missing, Missing, Answers.List("9", "", "a@1"));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced a@1", "not served", "synced a@1"], await watcher.NextAsync(3));
    }

    [Fact]
    public async Task What_is_not_allowed_is_told_once_with_the_verb_and_retried()
    {
        var refusal = Answers.Failure(403, "Forbidden", "User \"u\" cannot list resource \"namespaces\" at the cluster scope");
        await using var server = await ScriptedServer.StartAsync(refusal, refusal, refusal, Answers.List("5", ""));
        await using var watcher = new Watcher(server);

        Assert.Equal(["not allowed", "synced"], await watcher.NextAsync(2));
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(
            [
                $"Error not allowed, trying again until it is; a ClusterRole has to grant the verb: {Refused}",
                "Information namespaces is listed and watched again",
            ],
            watcher.Log.Lines);
    }

    [Fact]
    public async Task A_watch_that_is_not_allowed_is_told_and_retried_without_a_new_list()
    {
        var refusal = Answers.Failure(403, "Forbidden", "User \"u\" cannot watch resource \"namespaces\" at the cluster scope");
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", ""), refusal, refusal, Answers.WatchThenSilence(Answers.Event("ADDED", "a@6")));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced", "changed a@6"], await watcher.NextAsync(2));
        Assert.Equal(["list", "watch", "watch", "watch"], server.Lines.Select(line => line.Contains("watch=1", StringComparison.Ordinal) ? "watch" : "list"));
        Assert.Equal(
            "Error not allowed, trying again until it is; a ClusterRole has to grant the verb: "
            + "watch namespaces: the server says 403 Forbidden: User \"u\" cannot watch resource \"namespaces\" at the cluster scope",
            watcher.Log.Lines[0]);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("<html>\n")]
    [InlineData("{}\n")]
    [InlineData("{\"type\": \"ADDED\", \"object\": 5}\n")]
    public async Task Garbage_over_a_watch_is_told_once_and_is_no_recovery_until_something_can_be_read(string garbage)
    {
        Answer nonsense = context => context.Response.WriteAsync(garbage, context.RequestAborted);
        var isNewList = garbage.EndsWith('\n');
        Answer[] script = isNewList
            ? [Answers.List("5", ""), nonsense, Answers.List("5", ""), nonsense, Answers.List("5", "")]
            : [Answers.List("5", ""), nonsense, nonsense];
        await using var server = await ScriptedServer.StartAsync([.. script, Answers.WatchThenSilence(Answers.Event("ADDED", "a@6"))]);
        await using var watcher = new Watcher(server);

        Assert.Equal("changed a@6", (await watcher.NextAsync(isNewList ? 4 : 2))[^1]);
        Assert.Equal(2, watcher.Log.Lines.Count);
        Assert.StartsWith("Warning failed, trying again: watch namespaces: ", watcher.Log.Lines[0], StringComparison.Ordinal);
        Assert.Equal("Information namespaces is listed and watched again", watcher.Log.Lines[1]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"items\": []}")]
    [InlineData("{\"metadata\": {\"resourceVersion\": \"5\"}}")]
    [InlineData("{\"kind\": \"List\", \"metadata\": {\"resourceVersion\": \"5\"}, \"items\": [{\"metadata\": {\"name\"")]
    [InlineData("[]")]
    [InlineData("{\"items\": [5]}")]
    [InlineData("not json")]
    [InlineData("")]
    public async Task A_list_that_makes_no_sense_or_breaks_off_is_asked_for_again(string body)
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json(body), Answers.List("5", "", "a@1"));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced a@1"], await watcher.NextAsync(1));
        Assert.StartsWith("Warning failed, trying again: list namespaces: ", watcher.Log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_items_is_empty()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("""{"items": null, "metadata": {"resourceVersion": "5"}}"""), Answers.Silence);
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced"], await watcher.NextAsync(1));
    }

    [Fact]
    public async Task Pauses_double_with_each_failure_up_to_the_longest_until_a_watch_has_lived_for_a_while()
    {
        var time = new ManualTime();
        var lines = Channel.CreateUnbounded<string>();
        await using var server = await ScriptedServer.StartAsync(
            Down, Down, Down, Down, Answers.List("5", ""), Answers.Watch(), Answers.Watch(lines.Reader), Down, Answers.WatchThenSilence(Answers.Event("ADDED", "a@6")));
        await using var watcher = new Watcher(server, new WatchOptions { FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(4) }, time);
        var events = watcher.NextAsync(2);
        var pauses = new List<int>();

        // Four failures, and a watch that ends as soon as it has begun.
        foreach (var requests in new[] { 1, 2, 3, 4, 6 })
        {
            pauses.Add(await PauseAsync(server, time, requests));
        }

        await server.ReceivedAsync(7);
        time.Advance(TimeSpan.FromSeconds(5));
        lines.Writer.Complete();
        pauses.Add(await PauseAsync(server, time, 8));

        Assert.Equal(["synced", "changed a@6"], await events);
        Assert.Equal([1, 2, 4, 4, 4, 1], pauses);
    }

    // Lets the pause after so many requests pass; what it was without its jitter, which makes it at most twice as long.
    private static async Task<int> PauseAsync(ScriptedServer server, ManualTime time, int requests)
    {
        await server.ReceivedAsync(requests);
        var pause = (await time.TimersAsync(left => left is [{ TotalSeconds: < 8 }]))[0];
        time.Advance(pause);
        int[] steps = [4, 2, 1];
        return steps.First(step => pause.TotalSeconds >= step);
    }
}
