using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RouteMetrics.Controller.Events;

/// <summary>
/// Decides which events are written: a lasting one once an hour, and none beyond the rate limits, per object and in all. Its memory is
/// bounded. Not thread-safe.
/// </summary>
internal sealed class EventDeduplicator(TimeProvider time)
{
    /// <summary>About 2 MB. Beyond it the oldest events are forgotten and may be written again.</summary>
    private const int Capacity = 16_384;

    /// <summary>Of an object's name (RFC 1123 subdomain).</summary>
    private const int LongestName = 253;

    /// <summary>Kubernetes keeps events for an hour by default (kube-apiserver --event-ttl).</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Dictionary<UInt128, long> written = [];
    private readonly Queue<UInt128> oldest = new();
    private readonly Dictionary<string, TokenBucket> perObject = new(StringComparer.Ordinal);
    private readonly TokenBucket all = new(200, TimeSpan.FromMilliseconds(200), time);

    /// <summary>Events dropped by a rate limit.</summary>
    public long Withheld { get; private set; }

    /// <summary>The name of the Event: the same for the same object, reason and message, so that it never exists twice.</summary>
    public static string NameOf(ObjectEvent happened)
    {
        var hash = $".{(ulong)(KeyOf(happened) >> 64):x16}";
        var most = LongestName - hash.Length;
        var name = happened.About.Name.Length > most ? happened.About.Name[..most] : happened.About.Name;
        return name.TrimEnd('.', '-') + hash;
    }

    /// <summary>Whether to write it now, and whether this process has written it before.</summary>
    public (bool IsDue, bool IsRepeat) Record(ObjectEvent happened)
    {
        var key = KeyOf(happened);
        var isRepeat = written.TryGetValue(key, out var last);
        if (isRepeat && happened.IsLasting && time.GetElapsedTime(last) < Memory)
        {
            return (false, true);
        }

        if (!BucketOf(happened).TryTake() || !all.TryTake())
        {
            Withheld++;
            return (false, isRepeat);
        }

        Remember(key, isRepeat);
        return (true, isRepeat);
    }

    private void Remember(UInt128 key, bool isRepeat)
    {
        written[key] = time.GetTimestamp();
        if (!isRepeat)
        {
            oldest.Enqueue(key);
        }

        while (written.Count > Capacity)
        {
            written.Remove(oldest.Dequeue());
        }
    }

    private TokenBucket BucketOf(ObjectEvent happened)
    {
        if (!perObject.TryGetValue(happened.About.Uid, out var bucket))
        {
            if (perObject.Count >= Capacity)
            {
                perObject.Clear();
            }

            perObject[happened.About.Uid] = bucket = new(10, TimeSpan.FromSeconds(30), time);
        }

        return bucket;
    }

    private static UInt128 KeyOf(ObjectEvent happened) => BinaryPrimitives.ReadUInt128BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{happened.About.Uid}\n{happened.Reason}\n{happened.Message}")));
}
