using System.Buffers;

namespace RouteMetrics.Cluster.Watching;

/// <summary>What came from a stream and is not consumed yet, in one piece.</summary>
internal sealed class ReceiveBuffer : IDisposable
{
    private const int FirstSize = 32 * 1024;

    private byte[] array = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int start;
    private int end;

    public ReadOnlySpan<byte> Unread => array.AsSpan(start, end - start);

    public void Consume(int count) => start += count;

    /// <summary>Waits for more; false at the end of the stream.</summary>
    public async ValueTask<bool> FillAsync(Stream stream, CancellationToken ct)
    {
        MakeRoom();
        var count = await stream.ReadAsync(array.AsMemory(end), ct);
        end += count;
        return count > 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(array);
        array = [];
        (start, end) = (0, 0);
    }

    private void MakeRoom()
    {
        if (start == end)
        {
            (start, end) = (0, 0);
        }
        else if (start > 0 && end == array.Length)
        {
            Unread.CopyTo(array);
            (start, end) = (0, end - start);
        }

        if (end == array.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(array.Length * 2);
            Unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(array);
            array = larger;
        }
    }
}
