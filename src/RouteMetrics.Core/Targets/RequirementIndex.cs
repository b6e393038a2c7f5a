namespace RouteMetrics.Core.Targets;

/// <summary>
/// Many matches of one path by what they ask: finds one that asks no more than another match without trying them all. Matches that ask for
/// the same names have one shape; what a match asks for the names of a shape is looked up as a whole.
/// </summary>
internal sealed class RequirementIndex
{
    /// <summary>
    /// Shapes tried for one match. A path with more is no API of anybody; there a wider match may go unnoticed, an equal one does not.
    /// </summary>
    private const int MostShapes = 256;

    private readonly Dictionary<Requirement[], Shape> shapes = new(SameNames.Instance);
    private readonly List<Shape> inOrder = [];

    private sealed record Shape(Requirement[] Names, ulong Mask, Dictionary<Requirement[], RouteCandidate> Firsts);

    /// <summary>The first added that asks no more than <paramref name="asked"/>, of one shape; null if there is none.</summary>
    public RouteCandidate? AskingNoMoreThan(Requirement[] asked)
    {
        if (shapes.TryGetValue(asked, out var own) && own.Firsts.TryGetValue(asked, out var equal))
        {
            return equal;
        }

        var mask = MaskOf(asked);
        var tried = 0;
        foreach (var shape in inOrder)
        {
            if ((shape.Mask & ~mask) != 0)
            {
                continue;
            }

            if (Projected(asked, shape.Names) is { } projection && shape.Firsts.TryGetValue(projection, out var wider))
            {
                return wider;
            }

            if (++tried == MostShapes)
            {
                return null;
            }
        }

        return null;
    }

    public void Add(RouteCandidate candidate)
    {
        var asked = candidate.Requirements;
        if (!shapes.TryGetValue(asked, out var shape))
        {
            shapes[asked] = shape = new(asked, MaskOf(asked), new(SameRequirements.Instance));
            inOrder.Add(shape);
        }

        shape.Firsts.TryAdd(asked, candidate);
    }

    /// <summary>
    /// What <paramref name="asked"/> says of the names of a shape, with values where the shape has them; null if it does not ask for one of
    /// them.
    /// </summary>
    private static Requirement[]? Projected(Requirement[] asked, Requirement[] shape)
    {
        var projection = new Requirement[shape.Length];
        var at = 0;
        for (var i = 0; i < shape.Length; i++)
        {
            while (at < asked.Length && !IsSameName(asked[at], shape[i]))
            {
                at++;
            }

            if (at == asked.Length || (shape[i].Value is not null && asked[at].Value is null))
            {
                return null;
            }

            projection[i] = shape[i] with { Value = shape[i].Value is null ? null : asked[at].Value };
        }

        return projection;
    }

    private static bool IsSameName(Requirement left, Requirement right) => left.Kind == right.Kind && left.Name == right.Name;

    // A bit for each name: most shapes that ask for something else are passed over at the cost of one comparison.
    private static ulong MaskOf(Requirement[] requirements)
    {
        var mask = 0UL;
        foreach (var requirement in requirements)
        {
            mask |= 1UL << (HashCode.Combine(requirement.Kind, requirement.Name) & 63);
        }

        return mask;
    }

    private sealed class SameRequirements : IEqualityComparer<Requirement[]>
    {
        public static readonly SameRequirements Instance = new();

        public bool Equals(Requirement[]? x, Requirement[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(Requirement[] obj)
        {
            var hash = default(HashCode);
            foreach (var requirement in obj)
            {
                hash.Add(requirement.Value, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }

    private sealed class SameNames : IEqualityComparer<Requirement[]>
    {
        public static readonly SameNames Instance = new();

        public bool Equals(Requirement[]? x, Requirement[]? y)
        {
            if (x!.Length != y!.Length)
            {
                return false;
            }

            for (var i = 0; i < x.Length; i++)
            {
                if (!IsSameName(x[i], y[i]) || x[i].Value is null != y[i].Value is null)
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(Requirement[] obj)
        {
            var hash = default(HashCode);
            foreach (var requirement in obj)
            {
                hash.Add(requirement.Kind);
                hash.Add(requirement.Name, StringComparer.Ordinal);
                hash.Add(requirement.Value is null);
            }

            return hash.ToHashCode();
        }
    }
}
