using System.Collections.Concurrent;

namespace RouteMetrics.Kubernetes.Retries;

/// <summary>Remembers the last message about each subject, so that a retry logs it only if it is another. Thread-safe.</summary>
public sealed class RepeatFilter
{
    private readonly ConcurrentDictionary<string, string> last = new(StringComparer.Ordinal);

    /// <summary>True if the message is not the last one about the subject. An empty one says nothing, and forgets the last.</summary>
    public bool IsNew(string subject, string message)
    {
        if (message.Length == 0)
        {
            Forget(subject);
            return false;
        }

        var isNew = !last.TryGetValue(subject, out var known) || known != message;
        last[subject] = message;
        return isNew;
    }

    /// <summary>True if there was a message.</summary>
    public bool Forget(string subject) => last.TryRemove(subject, out _);
}
