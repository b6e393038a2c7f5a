namespace RouteMetrics.Core.Cel;

/// <summary>What an expression evaluates to. An error is a value like any other: <c>&amp;&amp;</c> and <c>||</c> may absorb it.</summary>
public abstract record CelValue
{
    private CelValue()
    {
    }

    public sealed record Text(string Value) : CelValue;

    /// <summary>Bytes that happen to be this text in UTF-8, which is what attributegen stores; they equal no <see cref="Text"/>.</summary>
    public sealed record Bytes(string Value) : CelValue;

    public sealed record Number(long Value) : CelValue;

    public sealed record Flag(bool Value) : CelValue;

    /// <summary>A map literal, or a map of attributes; of the latter only the headers know their keys.</summary>
    /// <param name="Keys">What <c>size()</c> counts.</param>
    /// <param name="Find">The value of a key, null if there is none.</param>
    public sealed record Map(IReadOnlyCollection<CelValue> Keys, Func<CelValue, CelValue?> Find) : CelValue;

    public sealed record Error(string Reason) : CelValue;

    /// <summary>CEL's heterogeneous equality: values of different types differ.</summary>
    public static bool AreEqual(CelValue left, CelValue right) => (left, right) switch
    {
        (Map one, Map other) => one.Keys.Count == other.Keys.Count
            && one.Keys.All(key => one.Find(key) is { } mine && other.Find(key) is { } theirs && AreEqual(mine, theirs)),
        _ => left == right,
    };
}
