using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RouteMetrics.Kubernetes.Leases;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Leases;

public sealed class LeaderElectionTests
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2.4);

    private readonly ManualTime time = new();
    private readonly LeaseServer leases = new();

    [Fact]
    public async Task The_first_takes_the_lease_and_renews_it()
    {
        await using var server = await StartAsync();
        await using var a = new Contender(server, "a", time);

        await NextTryAsync(1);
        await NextTryAsync(1);
        await WaitingAsync(1);

        Assert.Equal(
            [
                "a 15 2026-01-31T12:00:00.000000Z 2026-01-31T12:00:00.000000Z 0",
                "a 15 2026-01-31T12:00:00.000000Z 2026-01-31T12:00:02.400000Z 0",
                "a 15 2026-01-31T12:00:00.000000Z 2026-01-31T12:00:04.800000Z 0",
            ],
            leases.States);
        Assert.True(a.Election.IsLeader);
        Assert.Equal(["GET", "POST", "PUT", "PUT"], server.Lines.Select(line => line.Split(' ')[0]));
        Assert.Equal("/apis/coordination.k8s.io/v1/namespaces/n/leases/l?fieldManager=route-metrics", server.Lines[^1].Split(' ')[1]);
    }

    [Fact]
    public async Task A_second_stands_by_until_the_first_gives_the_lease_back()
    {
        await using var server = await StartAsync();
        await using var a = new Contender(server, "a", time);
        await WaitingAsync(1);
        await using var b = new Contender(server, "b", time);
        await NextTryAsync(2);
        await WaitingAsync(2);
        Assert.Equal((true, false), (a.Election.IsLeader, b.Election.IsLeader));

        await a.AskToStopAsync();
        await a.Run;
        await NextTryAsync(1);
        await WaitingAsync(1);

        Assert.Equal((false, true), (a.Election.IsLeader, b.Election.IsLeader));
        Assert.Equal(
            [
                " 1 2026-01-31T12:00:02.400000Z 2026-01-31T12:00:02.400000Z 0",
                "b 15 2026-01-31T12:00:04.800000Z 2026-01-31T12:00:04.800000Z 1",
            ],
            leases.States.Skip(2));
        Assert.Equal(
            ["Information leading: lease n/l is held by a, this replica", "Information lease n/l is given back"], a.Log.Lines);
        Assert.Equal(
            ["Information lease n/l is held by a; standing by", "Information leading: lease n/l is held by b, this replica"], b.Log.Lines);
    }

    [Theory]
    [InlineData("2000-01-01T00:00:00.000000Z")]
    [InlineData("2999-01-01T00:00:00.000000Z")]
    public async Task A_leader_that_is_gone_is_replaced_after_its_lease_by_our_own_clock_whatever_its_clock_said(string renewed)
    {
        leases.Set(Lease("gone", renewed));
        await using var server = await StartAsync();
        await using var b = new Contender(server, "b", time);

        for (var elapsed = Retry; elapsed < TimeSpan.FromSeconds(15); elapsed += Retry)
        {
            await NextTryAsync(1);
            await WaitingAsync(1);
            Assert.False(b.Election.IsLeader);
        }

        await NextTryAsync(1);
        await WaitingAsync(1);

        Assert.True(b.Election.IsLeader);
        Assert.Equal("b 15 2026-01-31T12:00:16.800000Z 2026-01-31T12:00:16.800000Z 4", leases.States[^1]);
    }

    [Fact]
    public async Task A_lease_that_others_write_to_but_do_not_renew_runs_out_all_the_same()
    {
        leases.Set(Lease("gone", "2000-01-01T00:00:00.000000Z"));
        await using var server = await StartAsync();
        await using var b = new Contender(server, "b", time);

        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromSeconds(15); elapsed += Retry)
        {
            var touched = leases.Lease!;
            touched["metadata"]!["annotations"] = new JsonObject { ["at"] = $"{elapsed}" };
            leases.Set(touched);
            await NextTryAsync(1);
        }

        await WaitingAsync(1);
        Assert.True(b.Election.IsLeader);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("silent")]
    public async Task A_leader_that_cannot_renew_stops_before_others_may_lead_and_leads_again_later(string outage)
    {
        await using var server = await StartAsync();
        await using var a = new Contender(server, "a", time);
        await WaitingAsync(1);
        leases.Outage = outage == "silent" ? Answers.Silence : Answers.Failure(500, "InternalError", "etcd is down");

        await OutageAsync(server, a, outage);

        while (a.Terms < 2)
        {
            await NextTryAsync(1);
        }

        await WaitingAsync(1);
        Assert.True(a.Election.IsLeader);
        Assert.Contains("Warning no longer leading: lease n/l was not renewed in time or taken over (holder now: a)", a.Log.Lines);
        Assert.Equal("0", leases.States[^1].Split(' ')[^1]);
    }

    [Fact]
    public async Task A_leader_that_was_replaced_stops_at_once()
    {
        await using var server = await StartAsync();
        await using var a = new Contender(server, "a", time);
        await WaitingAsync(1);

        leases.Set(Lease("b", "2026-01-31T12:00:00.000000Z"));
        await NextTryAsync(1);
        await NextTryAsync(1);
        await WaitingAsync(1);

        Assert.Equal((false, false), (a.Election.IsLeader, a.IsWorking));
        Assert.Equal(
            ["Warning no longer leading: lease n/l was not renewed in time or taken over (holder now: b)", "Information lease n/l is held by b; standing by"],
            a.Log.Lines.Skip(1));
    }

    [Fact]
    public async Task A_renewal_of_which_nothing_was_heard_is_repeated_over_another_connection_in_time()
    {
        await using var server = await StartAsync();
        await using var a = new Contender(server, "a", time);
        await WaitingAsync(1);
        var heard = new TaskCompletionSource();
        leases.Outage = async context =>
        {
            await leases.NowAsync(new DefaultHttpContext { Request = { Method = "PUT", Body = context.Request.Body } });
            heard.SetResult();
            await Answers.Silence(context);
        };

        await NextTryAsync(1);
        await heard.Task;
        leases.Outage = null;
        time.Advance((TimeSpan.FromSeconds(10) - Retry) / 2);
        await WaitingAsync(1);

        Assert.Equal((true, 1), (a.Election.IsLeader, a.Terms));
        Assert.Equal(["12:00:00", "12:00:02", "12:00:06"], leases.States.Select(state => state.Split(' ')[3][11..19]));
        Assert.Equal(["GET", "POST", "PUT", "PUT", "GET", "PUT"], server.Lines.Select(line => line.Split(' ')[0]));
        Assert.NotEqual(server.Requests[2].Connection, server.Requests[3].Connection);
    }

    [Fact]
    public async Task Of_many_at_once_one_leads()
    {
        await using var server = await StartAsync();
        var contenders = Enumerable.Range(0, 5).Select(number => new Contender(server, $"c{number}", time)).ToList();

        for (var round = 0; round < 4; round++)
        {
            await WaitingAsync(5);
            Assert.True(contenders.Count(contender => contender.Election.IsLeader) == 1, Story(contenders));
            await NextTryAsync(5);
        }

        Assert.True(contenders.Sum(contender => contender.Terms) == 1, Story(contenders));
        Assert.Single(leases.States.Select(state => state.Split(' ')[0]).Distinct());
        foreach (var contender in contenders)
        {
            await contender.DisposeAsync();
        }
    }

    [Fact]
    public async Task Work_that_takes_its_time_to_stop_keeps_the_lease_until_it_has()
    {
        var done = new TaskCompletionSource();
        await using var server = await StartAsync();
        await using var a = new Contender(server, "a", time, _ => done.Task);
        await WaitingAsync(1);

        await a.AskToStopAsync();
        for (var round = 0; round < 8; round++)
        {
            await NextTryAsync(1);
        }

        await WaitingAsync(1);
        Assert.True(a.IsWorking);
        done.SetResult();
        await a.Run;

        Assert.Equal(
            [
                "a 15 2026-01-31T12:00:00.000000Z 2026-01-31T12:00:19.200000Z 0",
                " 1 2026-01-31T12:00:19.200000Z 2026-01-31T12:00:19.200000Z 0",
            ],
            leases.States.TakeLast(2));
    }

    [Fact]
    public async Task Work_that_ends_by_itself_ends_the_election_and_what_it_throws_comes_out_with_the_lease_given_back()
    {
        await using var server = await StartAsync();
        await using var a = new Contender(server, "a", time, _ => Task.CompletedTask);
        await a.Run;
        await using var b = new Contender(server, "b", time, _ => throw new InvalidOperationException("broken"));

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => b.Run);

        Assert.Equal("broken", thrown.Message);

        // Cancelled, but not by us: a failure like others.
        await using var c = new Contender(server, "c", time, _ => Task.FromCanceled(new CancellationToken(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => c.Run);
        Assert.Equal(["a", "", "b", "", "c", ""], leases.States.Select(state => state.Split(' ')[0]));
    }

    [Fact]
    public async Task Trouble_is_told_once_and_not_at_each_try()
    {
        await using var server = await StartAsync();
        leases.Outage = Answers.Failure(403, "Forbidden", "User \"u\" cannot get resource \"leases\"");
        await using var a = new Contender(server, "a", time);

        await NextTryAsync(1);
        await NextTryAsync(1);
        await WaitingAsync(1);

        Assert.Equal(["Warning lease n/l: get leases.coordination.k8s.io n/l: the server says 403 Forbidden: User \"u\" cannot get resource \"leases\""], a.Log.Lines);
    }

    [Fact]
    public async Task A_stop_while_standing_by_is_no_failure()
    {
        leases.Set(Lease("other", "2026-01-31T12:00:00.000000Z"));
        await using var server = await StartAsync();
        await using var b = new Contender(server, "b", time);
        await WaitingAsync(1);

        await b.AskToStopAsync();
        await b.Run;

        Assert.Equal(0, b.Terms);
        Assert.Equal("other", leases.States[^1].Split(' ')[0]);
    }

    [Fact]
    public void Times_that_cannot_work_are_told_all_at_once()
    {
        var options = new LeaseOptions("", "l", " ")
        {
            Duration = TimeSpan.FromSeconds(2.5),
            RenewDeadline = TimeSpan.FromSeconds(3),
            RetryPeriod = TimeSpan.FromSeconds(2.5),
        };

        Assert.Equal(
            [
                "the lease's namespace is empty; give it one",
                "the lease's identity is empty; give it one",
                "lease duration 2.5 s must be whole seconds, at least 1",
                "renew deadline 3 s must be less than the lease duration 2.5 s",
                "retry period 2.5 s must be more than 0 and, times 1.2, less than the renew deadline 3 s",
            ],
            options.Faults());
        Assert.Empty(new LeaseOptions("n", "l", "i").Faults());
    }

    private string Story(IEnumerable<Contender> contenders) => string.Join('\n', leases.States.Concat(contenders.SelectMany(contender => contender.Log.Lines)));

    private static JsonObject Lease(string holder, string renewed) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "l", ["namespace"] = "n" },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = holder,
            ["leaseDurationSeconds"] = 15,
            ["acquireTime"] = renewed,
            ["renewTime"] = renewed,
            ["leaseTransitions"] = 3,
        },
    };

    private Task<ScriptedServer> StartAsync() => ScriptedServer.StartAsync(new TestAuthority(), ["127.0.0.1"], [], otherwise: leases.AnswerAsync);

    // Until so many contenders have nothing to do but to wait for their next try.
    private Task<IReadOnlyList<TimeSpan>> WaitingAsync(int count) => time.TimersAsync(left =>
        left.Count(timer => timer <= Retry) == count && left.Count <= count + 1 && left.All(timer => timer <= TimeSpan.FromSeconds(10)));

    private async Task NextTryAsync(int count)
    {
        await WaitingAsync(count);
        time.Advance(Retry);
    }

    // Up to the moment when the leader has to stop, ten seconds after it sent what renewed its lease last.
    private async Task OutageAsync(ScriptedServer server, Contender leader, string outage)
    {
        var passed = TimeSpan.Zero;
        var requests = server.Requests.Count;
        while (passed < TimeSpan.FromSeconds(9.6))
        {
            if (outage == "refused")
            {
                // The retry period to the tick: what limits a request that is not answered yet is as short by now.
                await time.TimersAsync(static left => left.Contains(TimeSpan.FromSeconds(2)));
            }

            time.Advance(Retry);
            passed += Retry;
            await server.ReceivedAsync(++requests);
            Assert.True(leader.Election.IsLeader);
            if (outage == "silent")
            {
                // The rest of the time goes to another try over another connection.
                time.Advance(TimeSpan.FromSeconds(9.6) - passed);
                await server.ReceivedAsync(++requests);
                break;
            }
        }

        Assert.True(leader.IsWorking);
        leases.Outage = null;
        time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.False(leader.Election.IsLeader);
        await time.TimersAsync(_ => !leader.IsWorking);
    }
}
