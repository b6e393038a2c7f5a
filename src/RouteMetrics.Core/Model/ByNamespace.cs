using System.Collections.Immutable;

namespace RouteMetrics.Core.Model;

/// <summary>Objects of one kind by namespace, then name, in ordinal order. Immutable: a change costs the depth of the trees.</summary>
internal sealed class ByNamespace<T>
    where T : class
{
    public static readonly ByNamespace<T> Empty = new(NoNamespaces);

    private static readonly ImmutableSortedDictionary<string, T> NoObjects =
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, T>> objects;

    private ByNamespace(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, T>> objects) => this.objects = objects;

    public IEnumerable<T> All => objects.Values.SelectMany(static inNamespace => inNamespace.Values);

    private static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, T>> NoNamespaces =>
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, T>>(StringComparer.Ordinal);

    /// <summary>Of several objects with one key the last stays.</summary>
    public static ByNamespace<T> Of(IEnumerable<T> all, Func<T, NamespacedName> keyOf)
    {
        var builders = new Dictionary<string, ImmutableSortedDictionary<string, T>.Builder>(StringComparer.Ordinal);
        foreach (var item in all)
        {
            var key = keyOf(item);
            if (!builders.TryGetValue(key.Namespace, out var builder))
            {
                builders[key.Namespace] = builder = NoObjects.ToBuilder();
            }

            builder[key.Name] = item;
        }

        return new(NoNamespaces.AddRange(builders.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.ToImmutable()))));
    }

    public T? Find(NamespacedName key) =>
        objects.TryGetValue(key.Namespace, out var inNamespace) ? inNamespace.GetValueOrDefault(key.Name) : null;

    public IEnumerable<T> In(string name) => objects.TryGetValue(name, out var inNamespace) ? inNamespace.Values : [];

    public ByNamespace<T> With(NamespacedName key, T item) =>
        new(objects.SetItem(key.Namespace, objects.GetValueOrDefault(key.Namespace, NoObjects).SetItem(key.Name, item)));

    public ByNamespace<T> Without(NamespacedName key)
    {
        if (!objects.TryGetValue(key.Namespace, out var inNamespace))
        {
            return this;
        }

        var rest = inNamespace.Remove(key.Name);
        return new(rest.IsEmpty ? objects.Remove(key.Namespace) : objects.SetItem(key.Namespace, rest));
    }
}
