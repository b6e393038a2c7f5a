using System.Buffers;
using System.Numerics;

namespace RouteMetrics.Webhook.Host;

/// <summary>A contiguous pooled buffer that doubles as it grows. Do not use what was written after Dispose.</summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    // Larger arrays have their own pool.
    private const int LargestShared = 256 * 1024;

    // The shared pool keeps one array per size and thread; at 8 MiB each, that is more memory than the pod has. This one keeps two of each
    // size, 31 MiB at most.
    private static readonly ArrayPool<byte> LargePool = ArrayPool<byte>.Create(8 * 1024 * 1024, 2);

    private byte[] array = Rent(capacity);

    public int Length { get; private set; }

    public int Capacity => array.Length;

    public ReadOnlyMemory<byte> Written => array.AsMemory(0, Length);

    /// <summary>What it grows to for so many bytes: pooled arrays have powers of two.</summary>
    public long CapacityFor(long bytes) => (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, Capacity * 2L));

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return array.AsSpan(Length);
    }

    public void Dispose()
    {
        Return(array);
        array = [];
        Length = 0;
    }

    private static byte[] Rent(int size) => (size > LargestShared ? LargePool : ArrayPool<byte>.Shared).Rent(size);

    private static void Return(byte[] array) => (array.Length > LargestShared ? LargePool : ArrayPool<byte>.Shared).Return(array);

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed <= array.Length)
        {
            return;
        }

        var larger = Rent(Math.Max(needed, array.Length * 2));
        Written.CopyTo(larger);
        Return(array);
        array = larger;
    }
}
