using RouteMetrics.Controller.Certificates;

namespace RouteMetrics.Controller.Tests.Certificates;

/// <summary>A replica whose requests to the API server happen one at a time, whenever the simulation lets the next one happen.</summary>
internal sealed class SimulatedReplica(ClusterState cluster, CertificateTerms terms)
{
    private static readonly TimeSpan LongestThought = TimeSpan.FromSeconds(10);

    private IEnumerator<bool>? requests;
    private TimeSpan started;
    private TimeSpan now;

    /// <summary>How far its clock is from the true time.</summary>
    public TimeSpan ClockOffset { get; set; }

    public ReplicaView View { get; private set; } = ReplicaView.Nothing;

    /// <summary>Once the certificate is trusted everywhere; it gets no calls before.</summary>
    public bool IsReady { get; private set; }

    /// <summary>When it does the next thing, if nothing wakes it.</summary>
    public TimeSpan WakesAt { get; set; }

    public bool IsBusy => requests is not null;

    public void Crash(TimeSpan time, TimeSpan down)
    {
        (View, IsReady, requests) = (ReplicaView.Nothing, false, null);
        WakesAt = started = time + down;
    }

    /// <summary>The next request, at this true time; <paramref name="latency"/> is what passes before the one after it.</summary>
    public void Step(TimeSpan time, TimeSpan latency)
    {
        requests ??= Pass().GetEnumerator();
        now = time;
        if (!requests.MoveNext())
        {
            requests = null;
        }
        else
        {
            WakesAt = time + latency;
        }
    }

    // The order of the requests is that of the program: the configurations, then the Secret, then one write.
    private IEnumerable<bool> Pass()
    {
        var begun = now;
        var mutating = cluster.Configuration(ClusterState.Mutating);
        yield return true;
        var validating = cluster.Configuration(ClusterState.Validating);
        yield return true;
        var (secret, state) = (cluster.Secret, cluster.SecretState);
        yield return true;
        if (state is not SecretState.Readable)
        {
            mutating = cluster.Configuration(ClusterState.Mutating);
            yield return true;
            validating = cluster.Configuration(ClusterState.Validating);
            yield return true;
        }

        var moment = new Moment(RotationSimulation.Epoch + now + ClockOffset, now - started);
        View = View.After([.. new[] { mutating, validating }.OfType<WebhookConfiguration>()], state, terms, moment);
        IsReady |= View.Served is not null && View.Untrusting.Count == 0;
        switch (Rotation.Next(View, terms))
        {
            case RotationStep.WriteSecret(var content, _):
                yield return true;
                if (now - begun > LongestThought)
                {
                    break;
                }

                _ = secret is null ? cluster.Create(SecretWriter.New("route-metrics", content)) : cluster.Replace(SecretWriter.Replacing(secret, content));
                WakesAt = now + TimeSpan.FromSeconds(1);
                break;
            case RotationStep.WriteBundles(var others, var caBundle):
                foreach (var other in others)
                {
                    yield return true;
                    if (now - begun > LongestThought)
                    {
                        break;
                    }

                    cluster.Patch(other.Kind, other.Patch(caBundle));
                }

                WakesAt = now + TimeSpan.FromSeconds(1);
                break;
            case RotationStep.Wait(var time):
                WakesAt = now + (time < TimeSpan.FromSeconds(60) ? time : TimeSpan.FromSeconds(60));
                break;
            default:
                WakesAt = now + TimeSpan.FromSeconds(60);
                break;
        }
    }
}
