using System.Diagnostics;

namespace RouteMetrics.Core.Re2;

/// <summary>Where a named set of characters comes from, which decides how it is written.</summary>
public enum Re2GroupKind
{
    /// <summary><c>\d</c>, <c>\s</c>, <c>\w</c>.</summary>
    Perl,

    /// <summary><c>[:alpha:]</c>, inside a class only.</summary>
    Posix,

    /// <summary><c>\pL</c>, <c>\p{Greek}</c>.</summary>
    Unicode,
}

/// <summary>One member of a character class.</summary>
public abstract record Re2ClassItem
{
    private Re2ClassItem()
    {
    }

    /// <summary>The characters from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
    public sealed record Range(int Low, int High) : Re2ClassItem;

    /// <summary>A set that RE2 has a name for (<c>d</c>, <c>alpha</c>, <c>Greek</c>), or its complement.</summary>
    public sealed record Named(Re2GroupKind Kind, string Name, bool Negated) : Re2ClassItem;

    /// <summary>The characters it matches.</summary>
    internal CodePointSet ToSet(bool foldCase) => this switch
    {
        Range(var low, var high) when foldCase => CodePointSet.Of([(low, high)]).Fold(),
        Range(var low, var high) => CodePointSet.Of([(low, high)]),
        Named named => NamedGroups.Resolve(named, foldCase),
        _ => throw new UnreachableException(),
    };
}
