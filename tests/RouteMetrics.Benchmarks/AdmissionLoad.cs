using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RouteMetrics.Benchmarks;

/// <summary>Reviews over TLS by h2load, on the second processor: how many were answered, and what each took of the server's processor.</summary>
internal sealed partial class AdmissionLoad(string folder, bool isHttp2, TimeSpan duration)
{
    private const int MatchMilliseconds = 1000;

    /// <summary>Processor time of the server for one request, in µs, and requests per second.</summary>
    public sealed record Sample(double Cost, double Rate);

    /// <summary>One run. Any answer but 2xx, and any request without one, is an <see cref="InvalidOperationException"/>.</summary>
    public async Task<Sample> RunAsync(AdmissionServer server, string path, string payload)
    {
        // 16 connections with one request at a time each; over HTTP/2 with the windows of Go's client, which the API server is.
        string[] protocol = isHttp2 ? ["-m", "1", "-w", "22", "-W", "30"] : ["--h1"];
        string[] words =
        [
            "-c", "1", "h2load", "-t", "1", "-c", "16", .. protocol, "-D", duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "-H", "content-type: application/json", "-d", Path.Combine(folder, payload), server.Address + path,
        ];
        var before = server.Processor;
        using var load = Process.Start(
            new ProcessStartInfo("taskset", words) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = await load.StandardOutput.ReadToEndAsync();
        await load.WaitForExitAsync();
        var spent = server.Processor - before;
        var (done, lost) = (Number(Done(), output), Number(Lost(), output));
        // Heads of answers that were not at their end in time are counted, too.
        return done > 0 && lost == 0 && Number(Answered(), output) >= done && output.Contains(" 2xx, 0 3xx, 0 4xx, 0 5xx", StringComparison.Ordinal)
            ? new(spent.TotalMicroseconds / done, done / duration.TotalSeconds)
            : throw new InvalidOperationException($"{server.Name} did not answer everything at {path}:\n{output}");
    }

    private static double Number(Regex pattern, string output) =>
        pattern.Match(output) is { Success: true } found ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : -1;

    [GeneratedRegex("([0-9]+) done, ", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex Done();

    [GeneratedRegex("([0-9]+) failed, ", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex Lost();

    [GeneratedRegex("status codes: ([0-9]+) 2xx", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex Answered();
}
