using System.Net;
using System.Runtime.InteropServices;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// One bound, in bytes, for the bodies of all requests and answers in flight together. When it is reached, the client that holds the most
/// pays: of its bodies first those that are slow to arrive, then the largest. A review that comes whole is there for less than a
/// millisecond, so nobody who sends such ones is asked to pay for those who do not.
/// </summary>
internal sealed class BodyMemory : IDisposable
{
    /// <summary>
    /// A twelfth of the memory limit in deploy/ (384Mi), of which the heap may have 60 %: four bodies of the full length, or two thousand
    /// of the usual one.
    /// </summary>
    public const long Bound = 32 * 1024 * 1024;

    /// <summary>
    /// Until when a body has to be there: so long, and a second for each 256 KiB of it. The API server sends a body at once, and waits for
    /// an answer for 30 seconds at most.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const double BytesPerSecond = 256 * 1024;

    /// <summary>From this age on a body is slow: the API server's, of a network nearby, are not.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly HashSet<BodyShare> shares = [];
    private readonly Dictionary<IPAddress, long> byClient = [];
    private readonly TimeProvider time;
    private readonly ITimer looking;
    private long held;

    public BodyMemory(TimeProvider time)
    {
        this.time = time;
        looking = time.CreateTimer(_ => Look(), null, LookEvery, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is held now.</summary>
    public long Held
    {
        get
        {
            lock (gate)
            {
                return held;
            }
        }
    }

    /// <summary>When a share begins that begins now.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Lets a share grow by so many bytes, at the cost of others if need be. False if it is the one that has to go.</summary>
    public bool TryTake(BodyShare share, long bytes)
    {
        List<BodyShare>? leaving = null;
        bool isTaken;
        lock (gate)
        {
            isTaken = !share.IsGone && TryMakeRoom(share, bytes, ref leaving);
            if (isTaken)
            {
                shares.Add(share);
                share.Bytes += bytes;
                held += bytes;
            }
        }

        leaving?.ForEach(static gone => gone.Leave());
        return isTaken;
    }

    /// <summary>Gives back all that a share holds; nothing if that has happened.</summary>
    public void Release(BodyShare share)
    {
        lock (gate)
        {
            Drop(share);
        }
    }

    public void Dispose() => looking.Dispose();

    private void Drop(BodyShare share)
    {
        if (shares.Remove(share))
        {
            held -= share.Bytes;
            share.Bytes = 0;
            share.IsGone = true;
        }
    }

    private bool TryMakeRoom(BodyShare share, long bytes, ref List<BodyShare>? leaving)
    {
        while (held + bytes > Bound)
        {
            if (NextToPay(share, bytes) is not { } payer)
            {
                return false;
            }

            Drop(payer);
            (leaving ??= []).Add(payer);
        }

        return true;
    }

    // Null if it is the one that asks, or if all that others hold is being decided.
    private BodyShare? NextToPay(BodyShare asking, long bytes)
    {
        byClient.Clear();
        byClient[asking.Client] = bytes;
        foreach (var share in shares)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(byClient, share.Client, out _) += share.Bytes;
        }

        while (true)
        {
            var (payer, dearest) = (asking, DearnessOf(asking, asking.Bytes + bytes));
            foreach (var share in shares)
            {
                if (share != asking && share.MayGo && DearnessOf(share, share.Bytes) is var dearness && dearness.CompareTo(dearest) > 0)
                {
                    (payer, dearest) = (share, dearness);
                }
            }

            if (payer == asking || payer.TryGiveUp(StatusCodes.Status503ServiceUnavailable))
            {
                return payer == asking ? null : payer;
            }
        }
    }

    // Compared from the left; of equals the oldest.
    private (long OfClient, bool IsSlow, long Bytes, long Age) DearnessOf(BodyShare share, long bytes)
    {
        var age = time.GetElapsedTime(share.Since);
        return (byClient[share.Client], share.IsArriving && age > Slow, bytes, age.Ticks);
    }

    private void Look()
    {
        RefuseLate();
        looking.Change(LookEvery, Timeout.InfiniteTimeSpan);
    }

    private void RefuseLate()
    {
        List<BodyShare> late;
        lock (gate)
        {
            late = [.. shares.Where(share => share.IsArriving
                && time.GetElapsedTime(share.Since) > Grace + TimeSpan.FromSeconds(share.Bytes / BytesPerSecond)
                && share.TryGiveUp(StatusCodes.Status408RequestTimeout))];
            late.ForEach(Drop);
        }

        late.ForEach(static share => share.Leave());
    }
}
