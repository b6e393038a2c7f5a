using System.Threading.Channels;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Informers;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Informers;

public sealed class ResourceWatchTests
{
    private const string FirstList = "GET /api/v1/namespaces?resourceVersion=0";
    private const string LaterList = "GET /api/v1/namespaces?limit=2";

    [Fact]
    public async Task A_list_is_followed_by_every_change()
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", "", "a@1", "b@2"),
            Answers.WatchThenSilence(
                Answers.Event("ADDED", "c@6"), Answers.Event("MODIFIED", "a@7"), Answers.Bookmark("8"), Answers.Event("DELETED", "b@9"), Answers.Event("NEWER", "x@10")));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced a@1 b@2", "changed c@6", "changed a@7", "removed b@9"], await watcher.NextAsync(4));
        Assert.Equal([FirstList, WatchFrom("5")], server.Lines);
        Assert.Empty(watcher.Log.Lines);
    }

    [Fact]
    public async Task Labels_choose_what_is_listed_and_watched()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.List("5", ""), Answers.WatchThenSilence(Answers.Event("ADDED", "c@6")));
        await using var watcher = new Watcher(server, Watcher.Quick with { LabelSelector = "a=b" });

        Assert.Equal(["synced", "changed c@6"], await watcher.NextAsync(2));
        Assert.Equal([FirstList + "&labelSelector=a%3Db", WatchFrom("5") + "&labelSelector=a%3Db"], server.Lines);
    }

    [Fact]
    public async Task One_object_of_one_namespace_may_be_watched()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.List("5", ""), Answers.WatchThenSilence(Answers.Event("ADDED", "c@6")));
        await using var watcher = new Watcher(server, Watcher.Quick with { Namespace = "ours", Name = "c" }, type: ResourceType.Secrets);

        Assert.Equal(["synced", "changed c@6"], await watcher.NextAsync(2));
        Assert.Equal(
            new[] { FirstList, WatchFrom("5") }.Select(line => line.Replace("/namespaces?", "/namespaces/ours/secrets?", StringComparison.Ordinal) + "&fieldSelector=metadata.name%3Dc"),
            server.Lines);
    }

    [Fact]
    public async Task A_watch_that_ends_in_order_goes_on_from_its_last_bookmark()
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", ""), Answers.Watch(Answers.Bookmark("17")), Answers.Watch(), Answers.WatchThenSilence(Answers.Event("ADDED", "c@18")));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced", "changed c@18"], await watcher.NextAsync(2));
        Assert.Equal([FirstList, WatchFrom("5"), WatchFrom("17"), WatchFrom("17")], server.Lines);
    }

    [Fact]
    public async Task A_watch_that_is_cut_within_a_line_goes_on_from_the_last_whole_one()
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", ""),
            Answers.WatchThenCut(Answers.Event("ADDED", "a@6") + "\n" + Answers.Event("ADDED", "b@7")[..40]),
            Answers.WatchOf((6, Answers.Event("ADDED", "a@6")), (7, Answers.Event("ADDED", "b@7"))));
        await using var watcher = new Watcher(server);

        // What was still on its way when the connection broke may come again; it is never told twice.
        Assert.Equal(["synced", "changed a@6", "changed b@7"], await watcher.NextAsync(3));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_silent_watch_is_given_up_and_goes_on()
    {
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", ""), Answers.WatchThenSilence(Answers.Event("ADDED", "a@6")), Answers.WatchThenSilence(Answers.Event("ADDED", "b@7")));
        await using var watcher = new Watcher(server, Watcher.Quick with { SilenceLimit = TimeSpan.FromMilliseconds(100) });

        Assert.Equal(["synced", "changed a@6", "changed b@7"], await watcher.NextAsync(3));
        Assert.Equal([FirstList, WatchFrom("5"), WatchFrom("6")], server.Lines);
        Assert.Equal("Warning failed, trying again: watch namespaces: the server was silent for 0.1 s", watcher.Log.Lines[0]);
    }

    [Fact]
    public async Task A_bookmark_breaks_the_silence()
    {
        var time = new ManualTime();
        var limit = TimeSpan.FromSeconds(150);
        var lines = Channel.CreateUnbounded<string>();
        await using var server = await ScriptedServer.StartAsync(Answers.List("5", ""), Answers.Watch(lines.Reader));
        await using var watcher = new Watcher(server, Watcher.Quick with { SilenceLimit = limit }, time);

        Assert.Equal(["synced"], await watcher.NextAsync(1));
        var next = watcher.NextAsync(1);
        for (var bookmark = 6; bookmark < 9; bookmark++)
        {
            lines.Writer.TryWrite(Answers.Bookmark($"{bookmark}"));
            await time.TimersAsync(left => left.SequenceEqual([limit]));
            time.Advance(limit - TimeSpan.FromSeconds(1));
        }

        lines.Writer.TryWrite(Answers.Event("ADDED", "a@9"));
        Assert.Equal(["changed a@9"], await next);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_idle_watch_without_bookmarks_is_opened_again_without_a_word_and_one_that_breaks_is_told()
    {
        var (time, limit, lines) = (new ManualTime(), new WatchOptions().SilenceLimit, Channel.CreateUnbounded<string>());
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", ""), Answers.WatchThenSilence(), Answers.WatchThenSilence(), Answers.Watch(lines.Reader), Answers.WatchThenSilence(Answers.Event("ADDED", "b@7")));
        await using var watcher = new Watcher(server, new WatchOptions(), time);

        var events = watcher.NextAsync(3);
        foreach (var requests in new[] { 2, 3 })
        {
            await server.ReceivedAsync(requests);
            await time.TimersAsync(left => left.SequenceEqual([limit]));
            time.Advance(limit);
        }

        await server.ReceivedAsync(4);
        Assert.Empty(watcher.Log.Lines);
        lines.Writer.TryWrite(Answers.Event("ADDED", "a@6"));
        await time.TimersAsync(left => left.SequenceEqual([limit]));
        time.Advance(limit / 2);
        lines.Writer.Complete(new IOException("the server crashes"));

        Assert.Equal(["synced", "changed a@6", "changed b@7"], await events);
        Assert.Equal([FirstList, WatchFrom("5"), WatchFrom("5"), WatchFrom("5"), WatchFrom("6")], server.Lines);
        Assert.StartsWith("Information interrupted, going on from there: watch namespaces: ", Assert.Single(watcher.Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("event")]
    public async Task What_is_too_old_is_listed_anew_as_it_is_now(string how)
    {
        var gone = how == "http"
            ? Answers.Failure(410, "Expired", "too old resource version: 5 (9)")
            : Answers.Watch(Answers.Event("ADDED", "a@6"), Answers.Error(410, "Expired", "too old resource version: 5 (9)"));
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", ""), gone, Answers.List("9", "p2", "b@8"), Answers.List("9", "", "c@9"), Answers.WatchThenSilence(Answers.Event("DELETED", "c@10")));
        await using var watcher = new Watcher(server);

        Assert.Equal(
            how == "http" ? ["synced", "synced b@8 c@9", "removed c@10"] : ["synced", "changed a@6", "synced b@8 c@9", "removed c@10"],
            await watcher.NextAsync(how == "http" ? 3 : 4));
        Assert.Equal([FirstList, WatchFrom("5"), LaterList, LaterList + "&continue=p2", WatchFrom("9")], server.Lines);
        Assert.Equal(
            ["Information interrupted, listing everything anew: watch namespaces: the server says 410 Gone: too old resource version: 5 (9)"], watcher.Log.Lines);
    }

    [Fact]
    public async Task A_list_that_expires_between_its_pages_starts_over()
    {
        var gone = Answers.Failure(410, "Expired", "old");
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", ""), gone, Answers.List("9", "p2", "a@1"), gone, Answers.List("10", "p2", "a@1"), gone, Answers.List("11", "", "b@2"));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced", "synced b@2"], await watcher.NextAsync(2));
        Assert.Equal([LaterList, LaterList + "&continue=p2", LaterList, LaterList + "&continue=p2", "GET /api/v1/namespaces"], server.Lines.Skip(2));
    }

    [Theory]
    [InlineData("{\"type\": \"ADDED\", \"object\": {\"metadata\": }}")]
    [InlineData("{\"type\": \"ADDED\"}")]
    [InlineData("{\"type\": \"ADDED\", \"object\": []}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("<html>")]
    public async Task A_line_that_makes_no_sense_leads_to_a_new_list(string line)
    {
        await using var server = await ScriptedServer.StartAsync(Answers.List("5", ""), Answers.WatchThenSilence(line), Answers.List("9", "", "b@8"));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced", "synced b@8"], await watcher.NextAsync(2));
        Assert.Equal([FirstList, WatchFrom("5"), LaterList], server.Lines.Take(3));
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_stops_no_other()
    {
        const string Bad = """{"metadata": {"name": "bad", "uid": "u", "resourceVersion": "3", "labels": [1]}}""";
        const string Worse = """{"metadata": 5}""";
        await using var server = await ScriptedServer.StartAsync(
            Answers.List("5", "", "a@1", Bad, Worse, "b@2"), Answers.WatchThenSilence(Answers.Event("MODIFIED", Bad), Answers.Event("MODIFIED", "bad@7")));
        await using var watcher = new Watcher(server);

        Assert.Equal(
            [
                "synced a@1 b@2 !bad@3 (metadata.labels: […]: must be an object) !@ (metadata: 5: must be an object)",
                "unreadable bad@3 (metadata.labels: […]: must be an object)",
                "changed bad@7",
            ],
            await watcher.NextAsync(3));
    }

    [Fact]
    public async Task What_a_reader_throws_for_one_object_stops_no_other()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.List("5", "", "a@1", "b@2"));
        await using var watcher = new Watcher(
            server,
            read: (ref json, faults) => NameOf(json) == "a" ? throw new InvalidOperationException("no number") : RouteMetrics.Documents.Json.NamespaceReader.Read(ref json, faults));

        Assert.Equal(["synced b@2 !a@1 (: no number)"], await watcher.NextAsync(1));
    }

    [Fact]
    public async Task A_huge_object_is_read_whole()
    {
        var label = new string('x', 3_000_000);
        var huge = $$$"""{"metadata": {"name": "huge", "uid": "u", "resourceVersion": "6", "labels": {"a": "{{{label}}}"} } }""";
        await using var server = await ScriptedServer.StartAsync(Answers.List("5", "", "a@1", huge, "b@2"), Answers.WatchThenSilence(Answers.Event("ADDED", huge)));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced a@1 huge@6 b@2", "changed huge@6"], await watcher.NextAsync(2));
    }

    [Fact]
    public async Task An_object_larger_than_any_can_be_is_no_reason_to_eat_all_memory()
    {
        var endless = "{\"type\": \"ADDED\", \"object\": {\"metadata\": {\"name\": \"" + new string('x', 17 * 1024 * 1024);
        await using var server = await ScriptedServer.StartAsync(Answers.List("5", ""), Answers.WatchThenSilence(endless), Answers.List("9", "", "b@8"));
        await using var watcher = new Watcher(server);

        Assert.Equal(["synced", "synced b@8"], await watcher.NextAsync(2));
        Assert.Equal(
            "Warning failed, trying again: watch namespaces: what came cannot be read: an object is larger than 16777216 bytes", watcher.Log.Lines[0]);
    }

    [Fact]
    public async Task Everything_is_listed_anew_from_time_to_time()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.List("5", ""), Answers.Watch(), Answers.List("6", "", "a@6"));
        await using var watcher = new Watcher(server, Watcher.Quick with { ResyncPeriod = TimeSpan.FromMilliseconds(1) });

        Assert.Equal(["synced", "synced a@6"], await watcher.NextAsync(2));
    }

    private static string WatchFrom(string resourceVersion) =>
        $"GET /api/v1/namespaces?watch=1&allowWatchBookmarks=true&timeoutSeconds=N&resourceVersion={resourceVersion}";

    private static string? NameOf(System.Text.Json.Utf8JsonReader json) => System.Text.Json.Nodes.JsonNode.Parse(ref json)?["metadata"]?["name"]?.GetValue<string>();
}
