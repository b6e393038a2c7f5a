using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.Models;
using RouteMetrics.Controller.Certificates;

namespace RouteMetrics.Controller.Tests.Certificates;

/// <summary>Several replicas, an API server, and what may happen to them, in an order that the seed decides.</summary>
internal sealed class RotationSimulation
{
    public static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Replicas that cannot be reached, but serve, and clocks that are wrong, are so for less than the terms allow.</summary>
    private const int LongestPause = 240;
    private const int LargestOffset = 60;

    private static readonly string[] Kinds = [ClusterState.Mutating, ClusterState.Validating];

    private readonly Random random;
    private readonly List<SimulatedReplica> replicas;
    private readonly Dictionary<(string Leaf, string Bundle), bool> verified = [];
    private TimeSpan now;
    private int seen;
    private TimeSpan lost;

    public RotationSimulation(int seed)
    {
        random = new Random(seed);
        replicas = [.. Enumerable.Range(0, 3).Select(_ => new SimulatedReplica(Cluster, Terms with { Earliness = 0.01 + (random.NextDouble() * 0.05) }))];
    }

    public static CertificateTerms Terms { get; } = new(
        SubjectNames.OfService("route-metrics", "route-metrics", []),
        new() { Authority = TimeSpan.FromSeconds(9000), Leaf = TimeSpan.FromSeconds(3000), Overlap = TimeSpan.FromSeconds(600) });

    public ClusterState Cluster { get; } = new();

    public int SecretLosses { get; private set; }

    public int ConfigurationChanges { get; private set; }

    public IReadOnlyList<SimulatedReplica> Replicas => replicas;

    /// <summary>Runs for this time; events happen as often as given, one in so many requests.</summary>
    public void Run(TimeSpan time, int? oneEventIn)
    {
        var end = now + time;
        while (true)
        {
            var next = replicas.MinBy(replica => replica.WakesAt)!;
            if (next.WakesAt > end)
            {
                now = end;
                return;
            }

            now = next.WakesAt > now ? next.WakesAt : now;
            next.Step(now, Latency());
            if (oneEventIn is { } odds && random.Next(odds) == 0)
            {
                Happen();
            }

            if (seen != Cluster.Version)
            {
                seen = Cluster.Version;
                WakeOthers();
            }

            Check();
        }
    }

    private TimeSpan Latency() => TimeSpan.FromSeconds(random.Next(40) == 0 ? random.Next(LongestPause) : random.NextDouble() * 2);

    // Watches tell replicas that are not in the middle of something, after a while.
    private void WakeOthers()
    {
        foreach (var replica in replicas.Where(replica => !replica.IsBusy && replica.WakesAt > now + TimeSpan.FromSeconds(5)))
        {
            replica.WakesAt = now + TimeSpan.FromSeconds(random.NextDouble() * 5);
        }
    }

    private void Happen()
    {
        var replica = replicas[random.Next(replicas.Count)];
        var kind = Kinds[random.Next(2)];
        switch (random.Next(8))
        {
            case 0 or 1:
                replica.Crash(now, TimeSpan.FromSeconds(random.Next(120)));
                break;
            case 2:
                replica.ClockOffset = TimeSpan.FromSeconds(random.Next(-LargestOffset, LargestOffset + 1));
                break;
            case 3 or 4 when Cluster.Secret is { } secret && now - lost > TimeSpan.FromSeconds(60):
                lost = now;
                SecretLosses++;
                Cluster.Put(random.Next(2) == 0 ? null : Damaged(secret), "kubectl");
                break;
            case 5:
                ConfigurationChanges++;
                Cluster.Overwrite(kind, 0, random.Next(2) == 0 ? null : CaBundle.Encode(CertificateAuthority.Create(TimeSpan.FromDays(1), Epoch + now).Certificate.ExportCertificatePem()));
                break;
            case 6:
                ConfigurationChanges++;
                Cluster.Configure(kind, "a.routemetrics.io", "b.routemetrics.io");
                break;
            default:
                Cluster.Unconfigure(kind);
                break;
        }
    }

    private V1Secret Damaged(V1Secret secret)
    {
        var (keys, place) = (secret.Data.Keys.ToList(), random.Next(secret.Data.Count));
        var damaged = new Dictionary<string, byte[]>(secret.Data, StringComparer.Ordinal)
        {
            [keys[place]] = random.Next(3) switch
            {
                0 => [],
                1 => "not PEM"u8.ToArray(),
                _ => secret.Data[keys[(place + 1) % keys.Count]],
            },
        };
        return secret with { Data = damaged };
    }

    // A call of the API server to any replica that is ready succeeds, through any webhook whose bundle is of our making.
    private void Check()
    {
        foreach (var leaf in replicas.Where(replica => replica.IsReady).Select(replica => replica.View.Served!.Leaf))
        {
            Assert.True(CertificateTerms.IsValid(leaf, Epoch + now), $"at {now}: a leaf that is not valid is served");
            foreach (var configuration in Cluster.Read().Where(configuration => !Cluster.Overwritten.Contains(configuration.Kind)))
            {
                foreach (var bundle in configuration.Webhooks.Select(webhook => webhook.CaBundle).OfType<string>())
                {
                    Assert.True(IsVerified(leaf, bundle), $"at {now}: {configuration.Kind} does not trust a leaf that is served");
                }
            }
        }
    }

    private bool IsVerified(X509Certificate2 leaf, string bundle)
    {
        if (verified.TryGetValue((leaf.Thumbprint, bundle), out var known))
        {
            return known;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(CaBundle.Decode(bundle));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = (Epoch + now).UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        return verified[(leaf.Thumbprint, bundle)] = chain.Build(leaf);
    }
}
