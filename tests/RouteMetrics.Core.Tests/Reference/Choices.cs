namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// The decisions that a generator takes, as numbers: recorded when random, replayable, and shrinkable without knowledge of what they build. 0 is the
/// simplest choice; a replay that has run out answers 0.
/// </summary>
internal sealed class Choices
{
    private const int ShrinkBudget = 10_000;

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
        bool Try(List<int> candidate)
        {
            if (budget-- <= 0 || !fails(new Choices([.. candidate])))
            {
                return false;
            }

            best = candidate;
            return true;
        }

        while (LeaveOut(() => best, Try) | MakeSmaller(() => best, Try))
        {
        }

        return new Choices(best);
    }

    private static bool LeaveOut(Func<List<int>> best, Predicate<List<int>> accept)
    {
        var improved = false;
        for (var length = best().Count / 2; length > 0; length = length > 8 ? length / 2 : length - 1)
        {
            for (var start = best().Count - length; start >= 0; start--)
            {
                var choices = best();
                improved |= start + length <= choices.Count && accept([.. choices[..start], .. choices[(start + length)..]]);
            }
        }

        return improved;
    }

    private static bool MakeSmaller(Func<List<int>> best, Predicate<List<int>> accept)
    {
        var improved = false;
        for (var index = 0; index < best().Count; index++)
        {
            var choice = best()[index];
            improved |= new[] { 0, choice / 2, choice - 1 }
                .Where(smaller => smaller >= 0 && smaller < choice)
                .Any(smaller => accept([.. best()[..index], smaller, .. best()[(index + 1)..]]));
        }

        return improved;
    }
}
