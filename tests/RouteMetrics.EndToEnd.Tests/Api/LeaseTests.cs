using System.Collections.Concurrent;
using RouteMetrics.Testing;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Leases;

namespace RouteMetrics.EndToEnd.Tests.Api;

public sealed class LeaseTests(BareCluster cluster) : IClassFixture<BareCluster>
{
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly ConcurrentQueue<(string Who, DateTimeOffset From, DateTimeOffset To)> terms = new();

    [Fact]
    public async Task The_lease_goes_from_one_to_the_next_and_never_do_two_lead()
    {
        await using var relay = new TcpRelay(cluster.ControlPlane.Server);
        using var first = cluster.Connect();
        using var second = cluster.Connect(relay);
        using var third = cluster.Connect();
        await using var a = new Replica(this, first, "a");
        await a.LeadsAsync();
        await using var b = new Replica(this, second, "b");
        await b.SaysAsync("Information lease default/test is held by a; standing by");

        // In order: the lease is given back.
        await a.DisposeAsync();
        await b.LeadsAsync();
        await using var c = new Replica(this, third, "c");
        await c.SaysAsync("Information lease default/test is held by b; standing by");

        // A connection that dies without a word is no reason to lose it: the next try takes another one.
        await relay.SilenceAsync();
        await b.SaysAsync("Warning lease default/test: the server does not answer");
        var renewed = await RenewedAsync();
        await Eventually.SucceedsAsync(async () => Assert.NotEqual(renewed, await RenewedAsync()));
        Assert.True(b.IsLeader);

        // Cut off: b stops, and when its lease has run out c leads.
        await relay.DisposeAsync();
        await c.LeadsAsync();
        Assert.False(b.IsLeader);
        await c.DisposeAsync();

        var ended = terms.OrderBy(term => term.From).ToList();
        Assert.Equal(["a", "b", "c"], ended.Select(term => term.Who));
        Assert.All(ended.Zip(ended.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From, $"{pair.First} and {pair.Second} overlap"));
        var lease = (await cluster.ControlPlane.Kubectl.GetAsync("lease test"))["spec"]!;
        Assert.Equal(("", 2), ((string?)lease["holderIdentity"], (int)lease["leaseTransitions"]!));
    }

    private async Task<string?> RenewedAsync() => (string?)(await cluster.ControlPlane.Kubectl.GetAsync("lease test"))["spec"]!["renewTime"];

    private sealed class Replica : IAsyncDisposable
    {
        private readonly LogLines log = new();
        private readonly CancellationTokenSource stop = new();
        private readonly LeaderElection election;
        private readonly Task running;

        public Replica(LeaseTests test, KubernetesApi api, string name)
        {
            var options = new LeaseOptions("default", "test", name)
            {
                Duration = TimeSpan.FromSeconds(8),
                RenewDeadline = TimeSpan.FromSeconds(6),
                RetryPeriod = TimeSpan.FromSeconds(1),
            };
            election = new(api, options, Time, log);
            running = election.RunAsync(LeadAsync, stop.Token);

            async Task LeadAsync(CancellationToken ct)
            {
                var from = Time.GetUtcNow();
                try
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }
                finally
                {
                    test.terms.Enqueue((name, from, Time.GetUtcNow()));
                }
            }
        }

        public bool IsLeader => election.IsLeader;

        public Task LeadsAsync() => Eventually.SucceedsAsync(() =>
        {
            Assert.True(IsLeader);
            return Task.CompletedTask;
        });

        public Task SaysAsync(string line) => Eventually.SucceedsAsync(() =>
        {
            Assert.Contains(line, log.Lines);
            return Task.CompletedTask;
        });

        public async ValueTask DisposeAsync()
        {
            if (!running.IsCompleted)
            {
                await stop.CancelAsync();
                await running;
                stop.Dispose();
            }
        }
    }
}
