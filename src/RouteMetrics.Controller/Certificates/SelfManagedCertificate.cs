using System.Security.Cryptography.X509Certificates;
using System.Threading.RateLimiting;
using k8s.Models;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Certificates;

/// <summary>Keeps the Secret and every <c>caBundle</c> as <see cref="Rotation"/> has it, and serves what the Secret holds.</summary>
internal sealed class SelfManagedCertificate : IDisposable
{
    // Watches report changes; this is for due times, and for changes that a watch missed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    // Between two steps, however much changes.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(200);

    // A process that was suspended in between reads again before it writes.
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(10);

    // On average; bursts of twenty are allowed.
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

    // Limits a fight with somebody who keeps reverting our writes.
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

    /// <summary>For the installation in <paramref name="ns"/>. <paramref name="serve"/> receives each new leaf with its key.</summary>
    public SelfManagedCertificate(
        ClusterConnection cluster, string ns, CertificateTerms terms, Action<X509Certificate2> serve, TimeProvider time, ILogger log)
    {
        // A client of its own, so that certificates do not wait behind the controller's writes.
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
    /// Why calls cannot succeed yet; null once they can. That is not taken back: being called and failing is no worse than not being
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

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var watching = changes.RunAsync(ct);
        var backoff = new Backoff(ShortestWait, LongestWait);
        while (!ct.IsCancellationRequested)
        {
            await TryStepAsync(backoff, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TryStepAsync(Backoff backoff, CancellationToken ct)
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
            SetStatus(fault.Message);
        }
#pragma warning disable CA1031 // Whatever it is, the next step may succeed.
        catch (Exception fault) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.CertificateLookFailed(fault);
            SetStatus("the log has the reason");
        }

        // A change may help: the API server may be back.
        await Task.Delay(ShortestWait, time, ct);
        await changes.WaitAsync(backoff.Next(), ct);
    }

    // Reads, decides and acts once; returns how long to wait.
    private async Task<TimeSpan> StepAsync(CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        var configurations = await objects.ConfigurationsAsync(ct);
        var secret = await objects.SecretAsync(ct);
        var state = SecretReader.Read(secret);
        if (state is not SecretState.Readable)
        {
            // Then only the current bundles tell which CAs the replicas need.
            configurations = await objects.ConfigurationsAsync(ct);
        }

        view = view.After(configurations, state, terms, new(time.GetUtcNow(), time.GetElapsedTime(started)));
        Serve();
        SetStatus(null);
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
                var fault = $"Secret {objects.SecretName}: {reason}, so it is left alone; delete it, or serve a certificate of your own "
                    + "with --tls-cert and --tls-key";
                faults.Report(fault);
                SetStatus(fault);
                return LongestWait;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<TimeSpan> WithinLimitsAsync(long begun, Func<Task> write)
    {
        if (time.GetElapsedTime(begun) > LongestStep)
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
        log.SecretWritten(
            objects.SecretName,
            write.Reason,
            leaf.NotAfter.ToUniversalTime(),
            signer.NotAfter.ToUniversalTime(),
            write.Content.Trusted.Count);
    }

    // If one is refused, the others are still written.
    private async Task WriteAsync(RotationStep.WriteBundles write, CancellationToken ct)
    {
        KubernetesApiException? refused = null;
        foreach (var configuration in write.Configurations)
        {
            foreach (var webhook in configuration.Overwritten(write.CaBundle))
            {
                log.BundleOverwritten(configuration.Kind, webhook.Name, webhook.Writer ?? "");
            }

            try
            {
                await objects.WriteBundleAsync(configuration, write.CaBundle, ct);
                log.BundleWritten(configuration.Kind, ClusterObjects.ConfigurationName, view.Remembered?.Trusted.Count ?? 0);
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

    private void SetStatus(string? fault)
    {
        status = CertificateStatus.Of(view, fault);
        if (status.Objection is null)
        {
            trusted.TrySetResult();
        }
    }
}
