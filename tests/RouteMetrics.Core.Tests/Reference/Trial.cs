using System.Globalization;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>A generated mesh with requests to its targets, and the run of many of them.</summary>
internal sealed record Trial(MeshSnapshot Mesh, IReadOnlyList<Probe> Probes)
{
    private const int DefaultCases = 4000;
    private const int MostProbes = 8;

    /// <summary>How many requests a property is tried with: <c>ROUTE_METRICS_CASES</c>.</summary>
    public static int Cases { get; } = Number("ROUTE_METRICS_CASES") ?? DefaultCases;

    /// <summary>Where the random numbers start: <c>ROUTE_METRICS_SEED</c>, as a failure prints it, else another one each time.</summary>
    public static int Seed { get; } = Number("ROUTE_METRICS_SEED") ?? Random.Shared.Next(1 << 30);

    /// <summary>
    /// The same each time, if none is given: for what is compared with implementations that have faults of their own, of which a new one must not fail a build.
    /// </summary>
    public static int SteadySeed { get; } = Number("ROUTE_METRICS_SEED") ?? 1;

    /// <summary>Fails with a small counterexample if <paramref name="objection"/> has one: a sentence on what is wrong with a request, or null.</summary>
    public static void Hold(Func<MeshSnapshot, Func<Probe, string?>> objection)
    {
        if (Counterexample(Seed, objection) is { } counterexample)
        {
            Assert.Fail(counterexample);
        }
    }

    /// <summary>The smallest mesh and request found to which there is an objection, with the seed that leads there; null if there is none.</summary>
    public static string? Counterexample(int seed, Func<MeshSnapshot, Func<Probe, string?>> objection)
    {
        foreach (var (trialSeed, _) in Run(seed, Cases))
        {
            var choices = new Choices(trialSeed);
            if (FirstObjection(choices, objection) is not null)
            {
                var smallest = choices.Shrink(smaller => FirstObjection(smaller, objection) is not null);
                return $"ROUTE_METRICS_SEED={trialSeed.ToString(CultureInfo.InvariantCulture)}\n{FirstObjection(smallest, objection)}";
            }
        }

        return null;
    }

    /// <summary>Trials from <paramref name="seed"/> on, until there are <paramref name="requests"/> requests.</summary>
    public static IEnumerable<(int Seed, Trial Trial)> Run(int seed, int requests)
    {
        for (var tried = 0; tried < requests; seed++)
        {
            var trial = From(new Choices(seed));
            tried += trial.Probes.Count;
            yield return (seed, trial);
        }
    }

    private static Trial From(Choices choices)
    {
        var mesh = MeshGenerator.Mesh(choices, out var routes);
        return new(mesh, choices.List(1, MostProbes, 90, () => RequestGenerator.Probe(choices, mesh, routes)));
    }

    private static string? FirstObjection(Choices choices, Func<MeshSnapshot, Func<Probe, string?>> objection)
    {
        var trial = From(choices);
        var judge = objection(trial.Mesh);
        return trial.Probes.Select(probe => judge(probe) is { } sentence ? $"{Description.Of(trial.Mesh)}{probe}\n{sentence}" : null)
            .FirstOrDefault(sentence => sentence is not null);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
