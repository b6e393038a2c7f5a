using System.Security.Cryptography;
using System.Text;

namespace RouteMetrics.Webhook.Host;

/// <summary>The text of a file, and what messages call it.</summary>
internal readonly record struct NamedText(string Name, string Text);

/// <summary>
/// A value from files, reloaded when they change and are valid. Remembers only a digest of their content, since one may be a key; so it
/// reports invalid content once, not on every poll.
/// </summary>
internal sealed class FileBacked<T>
    where T : class
{
    private readonly IReadOnlyList<string> paths;
    private readonly Parser parse;
    private byte[] seen;
    private volatile T value;

    // Read and valid, but held back by an objection.
    private T? waiting;

    /// <summary>A value that no file backs.</summary>
    public FileBacked(T value)
        : this([], (_, _) => null, value, [])
    {
    }

    private FileBacked(IReadOnlyList<string> paths, Parser parse, T value, byte[] seen)
    {
        this.paths = paths;
        this.parse = parse;
        this.value = value;
        this.seen = seen;
    }

    /// <summary>Parses the files; null and at least one fault if they hold no value.</summary>
    public delegate T? Parser(IReadOnlyList<NamedText> files, List<string> faults);

    public T Value => value;

    /// <summary>Null and at least one fault if the files cannot be read or parsed.</summary>
    public static FileBacked<T>? Load(IReadOnlyList<string> paths, Parser parse, List<string> faults)
    {
        var before = faults.Count;
        var files = Read(paths, faults);
        return faults.Count == before && parse(files, faults) is { } value ? new(paths, parse, value, Digest(files, [])) : null;
    }

    /// <summary>True if the value was replaced. Adds faults only for content that was not there at the last poll.</summary>
    public bool Poll(List<string> faults) => Poll(faults, static (_, _) => null);

    /// <summary>The same; a value with an objection waits until there is none.</summary>
    public bool Poll(List<string> faults, Func<T, T, string?> objection)
    {
        if (paths.Count == 0)
        {
            return false;
        }

        List<string> unreadable = [];
        var files = Read(paths, unreadable);
        var now = Digest(files, unreadable);
        if (now.AsSpan().SequenceEqual(seen))
        {
            return waiting is { } patient && objection(value, patient) is null && Replace(patient);
        }

        (seen, waiting) = (now, null);
        faults.AddRange(unreadable);
        if (unreadable.Count > 0 || parse(files, faults) is not { } better)
        {
            return false;
        }

        if (objection(value, better) is not { } fault)
        {
            return Replace(better);
        }

        waiting = better;
        faults.Add(fault);
        return false;
    }

    /// <summary>Replaces the value by one that is not from the files.</summary>
    public void Put(T better) => Replace(better);

    private bool Replace(T better)
    {
        (value, waiting) = (better, null);
        return true;
    }

    private static List<NamedText> Read(IReadOnlyList<string> paths, List<string> faults)
    {
        var files = new List<NamedText>(paths.Count);
        foreach (var path in paths)
        {
            try
            {
                files.Add(new(path, File.ReadAllText(path)));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                faults.Add($"{path}: cannot be read: {refused.Message}");
            }
        }

        return files;
    }

    private static byte[] Digest(List<NamedText> files, List<string> unreadable)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in files.Select(file => file.Text).Concat(unreadable))
        {
            digest.AppendData(BitConverter.GetBytes(text.Length));
            digest.AppendData(Encoding.UTF8.GetBytes(text));
        }

        return digest.GetHashAndReset();
    }
}
