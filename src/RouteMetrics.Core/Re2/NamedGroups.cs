using System.Collections.Concurrent;
using System.Diagnostics;

namespace RouteMetrics.Core.Re2;

/// <summary>The named sets of RE2 (re2/perl_groups.cc, re2/unicode_groups.cc). Perl and POSIX names mean ASCII only.</summary>
internal static class NamedGroups
{
    private static readonly Dictionary<string, CodePointSet> Perl = new(StringComparer.Ordinal)
    {
        ["d"] = Ascii('0', '9'),
        ["s"] = Ascii('\t', '\n', '\f', '\r', ' ', ' '),
        ["w"] = Ascii('0', '9', 'A', 'Z', '_', '_', 'a', 'z'),
    };

    private static readonly Dictionary<string, CodePointSet> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = Ascii('0', '9', 'A', 'Z', 'a', 'z'),
        ["alpha"] = Ascii('A', 'Z', 'a', 'z'),
        ["ascii"] = Ascii('\0', '\x7f'),
        ["blank"] = Ascii('\t', '\t', ' ', ' '),
        ["cntrl"] = Ascii('\0', '\x1f', '\x7f', '\x7f'),
        ["digit"] = Ascii('0', '9'),
        ["graph"] = Ascii('!', '~'),
        ["lower"] = Ascii('a', 'z'),
        ["print"] = Ascii(' ', '~'),
        ["punct"] = Ascii('!', '/', ':', '@', '[', '`', '{', '~'),
        ["space"] = Ascii('\t', '\r', ' ', ' '),
        ["upper"] = Ascii('A', 'Z'),
        ["word"] = Ascii('0', '9', 'A', 'Z', '_', '_', 'a', 'z'),
        ["xdigit"] = Ascii('0', '9', 'A', 'F', 'a', 'f'),
    };

    // As many entries as there are names, times four.
    private static readonly ConcurrentDictionary<(Re2ClassItem.Named Group, bool FoldCase), CodePointSet> Resolved = new();

    /// <summary>The set, or null where RE2 knows no such name.</summary>
    public static CodePointSet? Find(Re2GroupKind kind, string name) => kind switch
    {
        Re2GroupKind.Perl => Perl.GetValueOrDefault(name),
        Re2GroupKind.Posix => Posix.GetValueOrDefault(name),
        _ => UnicodeData.Group(name),
    };

    /// <summary>The characters of an existing group. RE2 folds first and complements then (AddUGroup in re2/parse.cc).</summary>
    public static CodePointSet Resolve(Re2ClassItem.Named group, bool foldCase) =>
        Resolved.GetOrAdd((group, foldCase), static key => Resolve(key));

    private static CodePointSet Resolve((Re2ClassItem.Named Group, bool FoldCase) key)
    {
        var set = Find(key.Group.Kind, key.Group.Name) ?? throw new UnreachableException($"{key.Group} was parsed");
        set = key.FoldCase ? set.Fold() : set;
        return key.Group.Negated ? set.Complement() : set;
    }

    private static CodePointSet Ascii(params char[] bounds) =>
        CodePointSet.Of(bounds.Chunk(2).Select(static pair => ((int)pair[0], (int)pair[1])));
}
