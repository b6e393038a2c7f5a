namespace RouteMetrics.Documents.Schemas;

/// <summary>A field of a kind's <c>spec</c>, or the spec itself. Lists are transparent: their items are the field.</summary>
internal sealed class KnownField
{
    private const string Resource = "RouteMetrics.Documents.Schemas.fields.txt";

    private static readonly Lazy<KnownField> All = new(Read);

    private readonly Dictionary<string, KnownField> children = new(StringComparer.Ordinal);

    /// <summary>It may hold anything, as labels and free objects do.</summary>
    public bool IsFree { get; private init; }

    public IReadOnlyCollection<string> Names => children.Keys;

    public KnownField? this[string name] => children.GetValueOrDefault(name);

    /// <summary>Of the <c>spec</c> of a kind, by the official CRDs (<c>scripts/crd-fields</c>); null for other kinds.</summary>
    public static KnownField? SpecOf(string kind) => All.Value[kind];

    // Each line is one space deeper than its parent.
    private static KnownField Read()
    {
        using var stream = typeof(KnownField).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded");
        using var lines = new StreamReader(stream);
        List<KnownField> path = [new()];
        while (lines.ReadLine() is { } line)
        {
            var name = line.TrimStart(' ');
            var depth = line.Length - name.Length;
            var isFree = name.EndsWith(" *", StringComparison.Ordinal);
            var field = new KnownField { IsFree = isFree };
            path.RemoveRange(depth + 1, path.Count - depth - 1);
            path[depth].children[isFree ? name[..^2] : name] = field;
            path.Add(field);
        }

        return path[0];
    }
}
