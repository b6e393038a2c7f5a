using System.Security.Cryptography.X509Certificates;
using System.Threading.RateLimiting;
using k8s.Models;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Certificates;

/// <summary>Keeps the Secret and every <c>caBundle</c> as <see cref="Rotation"/> has it, and serves what the Secret holds.</summary>
internal sealed class SelfManagedCertificate : IDisposable
{
    // What changes is told by watches; this is for the time that passes, and for what a watch has missed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    // Between two looks, however much changes.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(200);

    // A process that was stopped in between acts on what it sees then, and not on what it saw before.
    private static readonly TimeSpan LongestThought = TimeSpan.FromSeconds(10);

    // In the long run; twenty may follow each other at once.
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(5);

    private readonly KubernetesApi api;
    private readonly ClusterObjects objects;
    private readonly ClusterChanges changes;
    private readonly CertificateTerms terms;
    private readonly Action<X509Certificate2> serve;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly FaultLog faults;
    private readonly long started;

    // For somebody who writes what we write back, again and again.
    private readonly TokenBucketRateLimiter writes = new(new()
    {
        TokenLimit = 20,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = BetweenWrites,
        QueueLimit = 0,
        AutoReplenishment = true,
    });

    private readonly TaskCompletionSource trusted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string? servedThumbprint;
    private ReplicaView view = ReplicaView.Nothing;
    private volatile CertificateStatus status = CertificateStatus.Of(ReplicaView.Nothing, null);

    /// <summary>Keeps the certificate of the installation in <paramref name="ns"/>; <paramref name="serve"/> gets each leaf, with its key, that is to be served.</summary>
    public SelfManagedCertificate(
        ClusterConnection cluster, string ns, CertificateTerms terms, Action<X509Certificate2> serve, TimeProvider time, ILogger log)
    {
        // Of its own: a certificate does not wait behind what the controller applies.
        api = new(cluster, time: time);
        objects = new(api, ns);
        changes = new(api, ns, time, log);
        (this.serve, this.time, this.log) = (serve, time, log);
#pragma warning disable CA5394 // Which replica is the first to renew is no secret.
        this.terms = terms with { Earliness = 0.01 + (Random.Shared.NextDouble() * 0.05) };
#pragma warning restore CA5394
        faults = new(log);
        started = time.GetTimestamp();
    }

    public CertificateStatus Status => status;

    /// <summary>
    /// Why calls cannot succeed yet; null if they can. Once they can, an objection does not take that back: to be called and fail is no worse than not to be
    /// called.
    /// </summary>
    public string? Objection => trusted.Task.IsCompleted ? null : status.Objection;

    /// <summary>Ends when there is a certificate that every webhook configuration trusts.</summary>
    public Task Trusted => trusted.Task;

    public void Dispose()
    {
        writes.Dispose();
        api.Dispose();
    }

    /// <summary>Until it is cancelled; nothing else ends it.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var watching = changes.RunAsync(ct);
        var backoff = new Backoff(ShortestWait, LongestWait);
        while (!ct.IsCancellationRequested)
        {
            await LookAsync(backoff, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task LookAsync(Backoff backoff, CancellationToken ct)
    {
        try
        {
            var wait = await StepAsync(ct);
            backoff.Reset();
            await Task.Delay(ShortestWait, time, ct);
            await changes.WaitAsync(wait < LongestWait ? wait : LongestWait, ct);
            return;
        }
        catch (KubernetesApiException fault)
        {
            faults.Report(fault);
            Say(fault.Message);
        }
#pragma warning disable CA1031 // Whatever it is: one look that fails must not be the last one.
        catch (Exception fault) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.CertificateLookFailed(fault);
            Say("the log has the reason");
        }

        // What has changed meanwhile may help: the API server may be back.
        await Task.Delay(ShortestWait, time, ct);
        await changes.WaitAsync(backoff.Next(), ct);
    }

    // One look and what follows from it; how long nothing else does.
    private async Task<TimeSpan> StepAsync(CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        var configurations = await objects.ConfigurationsAsync(ct);
        var secret = await objects.SecretAsync(ct);
        var state = SecretReader.Read(secret);
        if (state is not SecretState.Readable)
        {
            // Which CAs the replicas need is then to be seen in the bundles alone, as they are at this time.
            configurations = await objects.ConfigurationsAsync(ct);
        }

        view = view.After(configurations, state, terms, new(time.GetUtcNow(), time.GetElapsedTime(started)));
        Serve();
        Say(null);
        switch (Rotation.Next(view, terms))
        {
            case RotationStep.WriteSecret write:
                return await WithinLimitsAsync(begun, () => WriteAsync(secret, write, ct));
            case RotationStep.WriteBundles write:
                return await WithinLimitsAsync(begun, () => WriteAsync(write, ct));
            case RotationStep.Wait(var wait):
                faults.Recover();
                return wait;
            case RotationStep.Blocked(var reason):
                var fault = $"Secret {objects.SecretName}: {reason}, so it is left alone; delete it, or serve a certificate of your own with --tls-cert and --tls-key";
                faults.Report(fault);
                Say(fault);
                return LongestWait;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<TimeSpan> WithinLimitsAsync(long begun, Func<Task> write)
    {
        if (time.GetElapsedTime(begun) > LongestThought)
        {
            return TimeSpan.Zero;
        }

        using var turn = writes.AttemptAcquire();
        if (!turn.IsAcquired)
        {
            faults.Report("too much is to be written: somebody else writes the same objects again and again; the next write waits");
            return BetweenWrites;
        }

        await write();
        return TimeSpan.Zero;
    }

    private async Task WriteAsync(V1Secret? secret, RotationStep.WriteSecret write, CancellationToken ct)
    {
        await objects.WriteSecretAsync(secret, write.Content, ct);
        var (leaf, signer) = (write.Content.Leaf, write.Content.Signer.Certificate);
        log.SecretWritten(objects.SecretName, write.Reason, leaf.NotAfter.ToUniversalTime(), signer.NotAfter.ToUniversalTime(), write.Content.Trusted.Count);
    }

    // One that is refused does not keep the other from being written.
    private async Task WriteAsync(RotationStep.WriteBundles write, CancellationToken ct)
    {
        KubernetesApiException? refused = null;
        foreach (var configuration in write.Configurations)
        {
            foreach (var webhook in configuration.Overwritten(write.CaBundle))
            {
                log.BundleOverwritten(configuration.Kind, webhook.Name, webhook.Writer!);
            }

            try
            {
                await objects.WriteBundleAsync(configuration, write.CaBundle, ct);
                log.BundleWritten(configuration.Kind, ClusterObjects.ConfigurationName, view.Remembered!.Trusted.Count);
            }
            catch (KubernetesApiException fault)
            {
                refused ??= fault;
            }
        }

        if (refused is not null)
        {
            throw refused;
        }
    }

    private void Serve()
    {
        if (view.Served?.Leaf is { } leaf && servedThumbprint != leaf.Thumbprint)
        {
            servedThumbprint = leaf.Thumbprint;
            serve(leaf);
        }
    }

    private void Say(string? fault)
    {
        status = CertificateStatus.Of(view, fault);
        if (status.Objection is null)
        {
            trusted.TrySetResult();
        }
    }
}
