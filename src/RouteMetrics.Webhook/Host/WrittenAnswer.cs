using RouteMetrics.Admission;

namespace RouteMetrics.Webhook.Host;

/// <summary>An answer as it goes over the wire.</summary>
internal readonly record struct WrittenAnswer(int StatusCode, PooledBuffer Body)
{
    private const int UsualCapacity = 4096;

    public static WrittenAnswer Of(AdmissionAnswer answer)
    {
        var body = new PooledBuffer(UsualCapacity);
        answer.WriteTo(body);
        return new(answer.StatusCode, body);
    }
}
