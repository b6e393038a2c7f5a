namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// The decisions that a generator takes, as numbers: recorded when random, replayable, and shrinkable without knowledge of what they build. 0 is the
/// simplest choice; a replay that has run out answers 0.
/// </summary>
internal sealed class Choices
{
    private const int ShrinkBudget = 4000;

    private readonly Random? random;
    private readonly List<int> taken;
    private int position;

    public Choices(int seed) => (random, taken) = (new Random(seed), []);

    private Choices(List<int> replay) => taken = replay;

    /// <summary>A number from 0 up to, not including, <paramref name="bound"/>.</summary>
    public int Next(int bound)
    {
        if (random is not null)
        {
            taken.Add(random.Next(bound));
        }

        var choice = position < taken.Count ? taken[position] : 0;
        position++;
        return Math.Min(choice, bound - 1);
    }

    /// <summary>True in <paramref name="percent"/> of 100; false when shrunk.</summary>
    public bool Chance(int percent) => Next(100) >= 100 - percent;

    /// <summary>One of the given; the first when shrunk.</summary>
    public T Of<T>(params IReadOnlyList<T> options) => options[Next(options.Count)];

    /// <summary>Between <paramref name="least"/> and <paramref name="most"/> items; as few as possible when shrunk.</summary>
    public List<T> List<T>(int least, int most, int percentOfOneMore, Func<T> item)
    {
        var list = new List<T>();
        while (list.Count < most && (list.Count < least || Chance(percentOfOneMore)))
        {
            list.Add(item());
        }

        return list;
    }

    /// <summary>
    /// A smaller record of choices on which <paramref name="fails"/> still holds: runs of choices are left out (a rule, a header), then single
    /// ones made smaller, until nothing more can be.
    /// </summary>
    public Choices Shrink(Predicate<Choices> fails)
    {
        var best = taken.Take(position).ToList();
        var budget = ShrinkBudget;
        for (var improved = true; improved && budget > 0;)
        {
            improved = false;
            foreach (var candidate in Smaller(best).TakeWhile(_ => budget-- > 0))
            {
                if (fails(new Choices([.. candidate])))
                {
                    best = candidate;
                    improved = true;
                    break;
                }
            }
        }

        return new Choices(best);
    }

    private static IEnumerable<List<int>> Smaller(List<int> choices)
    {
        for (var length = choices.Count / 2; length > 0; length = length > 8 ? length / 2 : length - 1)
        {
            for (var start = choices.Count - length; start >= 0; start -= Math.Max(1, length / 2))
            {
                yield return [.. choices[..start], .. choices[(start + length)..]];
            }
        }

        for (var index = 0; index < choices.Count; index++)
        {
            foreach (var smaller in new[] { 0, choices[index] / 2, choices[index] - 1 }.Where(value => value >= 0 && value < choices[index]).Distinct())
            {
                yield return [.. choices[..index], smaller, .. choices[(index + 1)..]];
            }
        }
    }
}
