using System.Buffers;
using System.Net;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// A request body in one contiguous pooled buffer, which the JSON reader is fastest on. The buffer grows with what arrives, never with what
/// is announced, and counts in <see cref="BodyMemory"/>. Dispose returns it.
/// </summary>
internal sealed class RequestBody(HttpContext context, BodyMemory memory)
    : BodyShare(context.Connection.RemoteIpAddress ?? IPAddress.None, memory.Now), IDisposable
{
    /// <summary>
    /// etcd objects are at most 1.5 MB; a review holds two (new and old), and JSON may double them: 6 MB and the envelope
    /// (controller-runtime, pkg/webhook/admission/http.go).
    /// </summary>
    public const int Limit = 7 * 1024 * 1024;

    /// <summary>What a request counts for at least: without a body it costs about as much, in Kestrel's buffers and objects.</summary>
    public const int Least = 16 * 1024;

    // Nearly every review is smaller.
    private const int Large = 32 * 1024;

    private const int Arriving = 0;
    private const int Waiting = -1;
    private const int Deciding = -2;

    private PooledBuffer? buffer;
    private Action? leaving;

    // One of the above, or the status of the refusal.
    private int state;

    public ReadOnlyMemory<byte> Written => buffer?.Written ?? default;

    /// <summary>Whether it may take long to decide, so that it waits for its turn.</summary>
    public bool IsLarge => Written.Length > Large;

    public override bool IsArriving => Volatile.Read(ref state) == Arriving;

    public override bool MayGo => Volatile.Read(ref state) is Arriving or Waiting;

    /// <summary>Reads to the end; a <see cref="BadHttpRequestException"/> if it is too long, too slow, cut short, or too many.</summary>
    public async ValueTask ReadAsync()
    {
        // Kestrel rejects a length over its limit on the first read, before it buffers anything.
        Take(Least);
        var read = await context.Request.BodyReader.ReadAsync();
        var whole = buffer = new PooledBuffer((int)Math.Clamp(context.Request.ContentLength ?? Least, 1, Least));
        while (true)
        {
            try
            {
                ThrowIfRefused();
                Append(whole, read.Buffer);
            }
            finally
            {
                // Kestrel itself reads on what is refused, and wants each read concluded.
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted)
            {
                break;
            }

            read = await context.Request.BodyReader.ReadAsync();
        }

        Become(Deciding, Arriving);
    }

    /// <summary>Whole, it waits for its turn; <paramref name="left"/> is called if it is given up instead.</summary>
    public void Wait(Action left)
    {
        leaving = left;
        Become(Waiting, Deciding);
    }

    /// <summary>Its turn has come. False if it was given up.</summary>
    public bool TryDecide() => Interlocked.CompareExchange(ref state, Deciding, Waiting) == Waiting;

    /// <summary>Gives it up unless it is being decided.</summary>
    public void GiveUp(int status)
    {
        if (TryGiveUp(status))
        {
            Leave();
        }
    }

    public override bool TryGiveUp(int status) =>
        Interlocked.CompareExchange(ref state, status, Arriving) == Arriving
        || Interlocked.CompareExchange(ref state, status, Waiting) == Waiting;

    public override void Leave()
    {
        if (leaving is { } left)
        {
            left();
        }
        else
        {
            context.Request.BodyReader.CancelPendingRead();
        }
    }

    /// <summary>Throws the refusal of a body that was given up.</summary>
    public void ThrowIfRefused()
    {
        switch (Volatile.Read(ref state))
        {
            case StatusCodes.Status408RequestTimeout:
                throw new BadHttpRequestException("the body came too slowly", StatusCodes.Status408RequestTimeout);
            case StatusCodes.Status503ServiceUnavailable:
                throw TooMany();
        }
    }

    public void Dispose()
    {
        memory.Release(this);
        buffer?.Dispose();
        buffer = null;
    }

    private void Append(PooledBuffer whole, ReadOnlySequence<byte> arrived)
    {
        var needed = whole.Length + arrived.Length;
        if (needed > whole.Capacity)
        {
            Take(whole.CapacityFor(needed) - Bytes);
        }

        foreach (var segment in arrived)
        {
            whole.Write(segment.Span);
        }
    }

    private void Take(long bytes)
    {
        if (!memory.TryTake(this, bytes))
        {
            throw TooMany();
        }
    }

    private void Become(int next, int now)
    {
        if (Interlocked.CompareExchange(ref state, next, now) != now)
        {
            ThrowIfRefused();
        }
    }

    private static BadHttpRequestException TooMany() => new(
        $"the bodies in flight are {BodyMemory.Bound} bytes, as many as may be; try again", StatusCodes.Status503ServiceUnavailable);
}
