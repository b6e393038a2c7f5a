using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// Many matches of one path by what they ask: finds one that asks no more than another match without trying them all. Matches that ask for
/// the same names have one shape; what a match asks for the names of a shape is looked up as a whole. A list would be quadratic in the
/// matches of a path, which one route may have a thousand of and a namespace any number.
/// </summary>
internal sealed class RequirementIndex
{
    /// <summary>Shapes tried for one match; no real API has more. Beyond it a wider match may go unnoticed, an equal one never.</summary>
    private const int MostShapes = 256;

    private readonly Dictionary<EquatableList<Requirement>, Shape> shapes = [];
    private readonly List<Shape> inOrder = [];

    private sealed record Shape(
        EquatableList<Requirement> Names, ulong Mask, Dictionary<EquatableList<Requirement>, RouteCandidate> Firsts);

    /// <summary>The first added that asks no more than <paramref name="asked"/>, of one shape; null if there is none.</summary>
    public RouteCandidate? AskingNoMoreThan(Requirement[] asked)
    {
        if (shapes.TryGetValue(ShapeOf(asked), out var own) && own.Firsts.TryGetValue(new(asked), out var equal))
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
        var names = ShapeOf(asked);
        if (!shapes.TryGetValue(names, out var shape))
        {
            shapes[names] = shape = new(names, MaskOf(asked), []);
            inOrder.Add(shape);
        }

        shape.Firsts.TryAdd(new(asked), candidate);
    }

    // The names, and of each whether a value is asked for.
    private static EquatableList<Requirement> ShapeOf(Requirement[] asked) =>
        new(Array.ConvertAll(asked, static requirement => requirement.Value is null ? requirement : requirement with { Value = "" }));

    /// <summary><paramref name="asked"/> cut down to the names and values of a shape; null if it lacks one of them.</summary>
    private static EquatableList<Requirement>? Projected(Requirement[] asked, EquatableList<Requirement> shape)
    {
        var projection = new Requirement[shape.Count];
        var at = 0;
        for (var i = 0; i < projection.Length; i++)
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

        return new(projection);
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
}
