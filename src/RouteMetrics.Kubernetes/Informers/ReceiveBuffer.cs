using System.Buffers;
using System.Text.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>
/// Received bytes that are not consumed yet, in one pooled array. It grows to the largest object, not to the whole stream.
/// </summary>
internal sealed class ReceiveBuffer(TimeSpan silenceLimit, TimeProvider time) : IDisposable
{
    /// <summary>
    /// etcd's request limit is 1.5 MiB, and JSON escapes may take six times as much (<c>\u0000</c>).
    /// </summary>
    public const int LargestObject = 16 * 1024 * 1024;

    private const int FirstSize = 32 * 1024;

    private byte[] array = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int start;
    private int end;

    public ReadOnlySpan<byte> Unread => array.AsSpan(start, end - start);

    public void Consume(int count) => start += count;

    /// <summary>
    /// Waits for more; false at the end of the stream. Throws <see cref="TimeoutException"/> if nothing comes for too long, <see
    /// cref="JsonException"/> if what is not consumed gets too much.
    /// </summary>
    public async ValueTask<bool> FillAsync(Stream stream, CancellationToken ct)
    {
        MakeRoom();
        using var silence = new CancellationTokenSource(silenceLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
        try
        {
            var count = await stream.ReadAsync(array.AsMemory(end), either.Token);
            end += count;
            return count > 0;
        }
        catch (Exception interrupted) when (silence.IsCancellationRequested && !ct.IsCancellationRequested
            && interrupted is OperationCanceledException or IOException)
        {
            throw new TimeoutException($"the server was silent for {silenceLimit.TotalSeconds:0.###} s", interrupted);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(array);
        array = [];
        (start, end) = (0, 0);
    }

    private void MakeRoom()
    {
        if (start > 0 && (start == end || end == array.Length))
        {
            Unread.CopyTo(array);
            (start, end) = (0, end - start);
        }

        if (end < array.Length)
        {
            return;
        }

        if (end >= LargestObject)
        {
            throw new JsonException($"an object is larger than {LargestObject} bytes");
        }

        var larger = ArrayPool<byte>.Shared.Rent(array.Length * 2);
        Unread.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
