using System.Diagnostics;
using System.Globalization;
using RouteMetrics.Mesh.Tests.Envoy;

namespace RouteMetrics.Benchmarks;

/// <summary>
/// The processor time of a running Envoy for a request of each case. Each case has to give its label first. Then short slices take turns,
/// and of those of a case a low one counts, since other load on the machine only adds.
/// </summary>
internal sealed class ProxyCost(int process, IReadOnlyList<ProxyCase> cases, int requests)
{
    private const int Connections = 4;

    /// <summary>Of no label with one rule, on the machine whose figures are the goal.</summary>
    private const double UsualMicroseconds = 13.5;

    /// <summary>Envoy does what is left of a request behind its answer.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(2);

    private readonly List<double>[] slices = [.. cases.Select(static _ => new List<double>())];

    /// <summary>Writes a table in Markdown to <paramref name="output"/>. An exception names the case that gives another label.</summary>
    /// <param name="time">Slices are begun for so long, each case at least once.</param>
    public static async Task RunAsync(int process, IReadOnlyList<ProxyCase> cases, int requests, TimeSpan time, TextWriter output)
    {
        foreach (var item in cases)
        {
            await VerifyAsync(item);
        }

        var cost = new ProxyCost(process, cases, requests);
        await cost.MeasureAsync(time);
        cost.Write(output);
    }

    /// <summary>The memory (RSS) in MB once each case has given its label.</summary>
    public static async Task<double> MemoryAsync(int process, IReadOnlyList<ProxyCase> cases)
    {
        foreach (var item in cases)
        {
            await VerifyAsync(item);
        }

        return File.ReadLines($"/proc/{process}/status")
            .Where(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(static line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0)
            .Single();
    }

    private static async Task VerifyAsync(ProxyCase item)
    {
        using var connection = await RawConnection.OpenAsync(item.Chain.Address, CancellationToken.None);
        var request = item.Request with { Headers = [.. item.Request.Headers, (ProxyCase.HeaderToShowLabel, "1")] };
        var (status, body, _) = await connection.SendAsync(request, CancellationToken.None);
        if (status != 200 || body != item.Label)
        {
            throw new InvalidOperationException($"{item}: {status} and the label \"{body}\" instead of 200 and \"{item.Label}\"");
        }
    }

    private async Task MeasureAsync(TimeSpan time)
    {
        // The first round compiles and fills caches.
        await RoundAsync();
        Array.ForEach(slices, static values => values.Clear());
        var started = Stopwatch.StartNew();
        do
        {
            await RoundAsync();
        }
        while (started.Elapsed < time);
    }

    private async Task RoundAsync()
    {
        foreach (var (item, values) in cases.Zip(slices))
        {
            values.Add(await SliceAsync(item));
        }
    }

    // In microseconds for a request.
    private async Task<double> SliceAsync(ProxyCase item)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections)
            .Select(_ => RawConnection.OpenAsync(item.Chain.Address, CancellationToken.None)));
        await SendAsync(connections, item, Connections);
        await Task.Delay(Rest);
        var before = ProcessorTime();
        await SendAsync(connections, item, requests);
        await Task.Delay(Rest);
        var spent = ProcessorTime() - before;
        Array.ForEach(connections, static connection => connection.Dispose());
        return spent / 1000.0 / requests;
    }

    private static Task SendAsync(RawConnection[] connections, ProxyCase item, int count) => Task.WhenAll(connections.Select(async (connection, index) =>
    {
        for (var sent = index; sent < count; sent += connections.Length)
        {
            if (await connection.SendAsync(item.Request, CancellationToken.None) is not (200, _, true))
            {
                throw new InvalidOperationException($"{item}: another answer than 200, or a closed connection");
            }
        }
    }));

    /// <summary>Of all threads so far, in nanoseconds. A thread that has ended keeps nothing, so Envoy must not end any meanwhile.</summary>
    private long ProcessorTime() => Directory.EnumerateDirectories($"/proc/{process}/task")
        .Sum(static thread => long.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture));

    private void Write(TextWriter output)
    {
        var costs = cases.Zip(slices, static (item, values) => (item, Low(values)))
            .ToDictionary(static pair => (pair.item.Kind, pair.item.Rules, pair.item.Way), static pair => pair.Item2);
        output.WriteLine($"{slices[0].Count} slices of {requests} requests each.\n");
        output.WriteLine("| Kind, µs | Rules | Without label | Native | Module | CEL | CEL to module | Module where one rule without label takes 13.5 µs |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (kind, rules) in costs.Keys.Select(static key => (key.Kind, key.Rules)).Distinct())
        {
            var without = costs[(kind, rules, "nothing")];
            double Added(string way) => costs[(kind, rules, way)] - without;
            var scale = UsualMicroseconds / costs[(kind, cases[0].Rules, "nothing")];
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"| {kind} | {rules} | {without:F1} | {Added("native"):+0.0;-0.0} | {Added("module"):+0.0;-0.0} | {Added("CEL"):+0.0;-0.0} "
                + $"| {Added("CEL") / Added("module"):F0} | {Added("module") * scale:+0.0;-0.0} |");
            output.WriteLine(line);
        }
    }

    /// <summary>The least of up to ten, then what a tenth stays below: one slice may be too low, if Envoy did a part of its work late.</summary>
    private static double Low(List<double> values) => values.Order().ElementAt((values.Count - 1) / 10);
}
