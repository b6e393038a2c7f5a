using System.Net;

namespace RouteMetrics.Webhook.Host;

/// <summary>What one request or answer holds of <see cref="BodyMemory"/>.</summary>
internal abstract class BodyShare(IPAddress client, long since)
{
    public IPAddress Client => client;

    /// <summary>A timestamp.</summary>
    public long Since => since;

    /// <summary>What it holds. This and the next are written by <see cref="BodyMemory"/> alone, under its lock.</summary>
    public long Bytes { get; set; }

    /// <summary>Given back or given up; it takes nothing any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>Still arriving, so that its age is its client's doing.</summary>
    public virtual bool IsArriving => false;

    /// <summary>Whether it can be given up: not while it is being decided.</summary>
    public abstract bool MayGo { get; }

    /// <summary>Agrees to be given up, once, with this status as the answer. Nothing more: it is called under the lock.</summary>
    public abstract bool TryGiveUp(int status);

    /// <summary>Makes whoever waits for it know.</summary>
    public abstract void Leave();
}
