using System.Net;

namespace RouteMetrics.Webhook.Host;

/// <summary>An answer that its client is slow to take. To give it up is to hang up.</summary>
internal sealed class AnswerShare : BodyShare, IDisposable
{
    private readonly HttpContext context;
    private readonly BodyMemory memory;
    private int isGivenUp;

    private AnswerShare(HttpContext context, BodyMemory memory)
        : base(context.Connection.RemoteIpAddress ?? IPAddress.None, memory.Now)
    {
        this.context = context;
        this.memory = memory;
    }

    public override bool MayGo => Volatile.Read(ref isGivenUp) == 0;

    public static AnswerShare Of(HttpContext context, BodyMemory memory, int length)
    {
        var share = new AnswerShare(context, memory);
        if (!memory.TryTake(share, length))
        {
            context.Abort();
        }

        return share;
    }

    public override bool TryGiveUp(int status) => Interlocked.Exchange(ref isGivenUp, 1) == 0;

    public override void Leave() => context.Abort();

    public void Dispose() => memory.Release(this);
}
