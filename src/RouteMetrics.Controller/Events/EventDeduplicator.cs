using System.Security.Cryptography;
using System.Text;

namespace RouteMetrics.Controller.Events;

/// <summary>Which events may be told: what lasts once, nothing too often, neither about one object nor in all. Remembers a bounded number of them. Not thread-safe.</summary>
internal sealed class ToldEvents(TimeProvider time)
{
    /// <summary>About 2 MB; beyond it the oldest are forgotten, and may be told again.</summary>
    private const int Most = 16_384;

    /// <summary>Of an object (RFC 1123 subdomain).</summary>
    private const int LongestName = 253;

    /// <summary>Kubernetes keeps events for an hour by default (kube-apiserver --event-ttl); after that what still holds is worth telling again.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Dictionary<UInt128, long> told = [];
    private readonly Queue<UInt128> oldest = new();
    private readonly Dictionary<string, EventBudget> budgets = new(StringComparer.Ordinal);
    private readonly EventBudget all = new(200, TimeSpan.FromMilliseconds(200), time);

    /// <summary>Events that were not told for want of budget.</summary>
    public long Withheld { get; private set; }

    /// <summary>The name of the Event: the same one for the same object, reason and message, so that it is never there twice.</summary>
    public static string NameOf(ObjectEvent happened)
    {
        var hash = $".{(ulong)(KeyOf(happened) >> 64):x16}";
        var most = LongestName - hash.Length;
        var name = happened.About.Name.Length > most ? happened.About.Name[..most] : happened.About.Name;
        return name.TrimEnd('.', '-') + hash;
    }

    /// <summary>Whether to tell it now, and whether this process has told it before.</summary>
    public (bool IsTold, bool IsAgain) Ask(ObjectEvent happened)
    {
        var key = KeyOf(happened);
        var isAgain = told.TryGetValue(key, out var last);
        if (isAgain && happened.IsLasting && time.GetElapsedTime(last) < Memory)
        {
            return (false, true);
        }

        if (!BudgetOf(happened).TrySpend() || !all.TrySpend())
        {
            Withheld++;
            return (false, isAgain);
        }

        Remember(key, isAgain);
        return (true, isAgain);
    }

    private void Remember(UInt128 key, bool isAgain)
    {
        told[key] = time.GetTimestamp();
        if (!isAgain)
        {
            oldest.Enqueue(key);
        }

        while (told.Count > Most)
        {
            told.Remove(oldest.Dequeue());
        }
    }

    private EventBudget BudgetOf(ObjectEvent happened)
    {
        if (!budgets.TryGetValue(happened.About.Uid, out var budget))
        {
            if (budgets.Count >= Most)
            {
                budgets.Clear();
            }

            budgets[happened.About.Uid] = budget = new(10, TimeSpan.FromSeconds(30), time);
        }

        return budget;
    }

    private static UInt128 KeyOf(ObjectEvent happened)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{happened.About.Uid}\n{happened.Reason}\n{happened.Message}"));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
