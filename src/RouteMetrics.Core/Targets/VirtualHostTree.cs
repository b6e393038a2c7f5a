using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Targets;

/// <summary>Which virtual hosts lie directly under which wildcard: the narrowest other wildcard that includes them.</summary>
internal sealed class VirtualHostTree
{
    private readonly Dictionary<string, List<string>> children = new(StringComparer.Ordinal);

    public VirtualHostTree(IReadOnlyCollection<string> names)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (ParentOf(name, known) is not { } parent)
            {
                continue;
            }

            if (!children.TryGetValue(parent, out var list))
            {
                children[parent] = list = [];
            }

            list.Add(name);
        }
    }

    /// <summary>The names right under a virtual host, in ordinal order.</summary>
    public IReadOnlyList<string> Under(string name) => children.TryGetValue(name, out var list) ? list : [];

    // From the narrowest wildcard above the name to the widest, by its dots: the cost is the depth of a name.
    private static string? ParentOf(string name, HashSet<string> known)
    {
        for (var dot = name.IndexOf('.', 1); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            var wildcard = Hostname.Any + name[dot..];
            if (wildcard != name && known.Contains(wildcard))
            {
                return wildcard;
            }
        }

        return name != Hostname.Any && known.Contains(Hostname.Any) ? Hostname.Any : null;
    }
}
