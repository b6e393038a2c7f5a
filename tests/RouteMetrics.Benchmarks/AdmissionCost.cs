using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RouteMetrics.Benchmarks;

/// <summary>
/// What an admission costs: processor time of the server for each request, beside servers that do less or are written otherwise, in turns, so that other load meets all
/// alike. Prints Markdown, and writes JSON.
/// </summary>
internal sealed class AdmissionCost(string folder, IReadOnlyList<KeyValuePair<string, string>> commands, int rounds, TimeSpan slice, TextWriter output)
{
    private const int Starts = 5;
    private const int FirstAnswers = 1000;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(4);

    private static readonly (string Name, string Path, string Payload)[] Cases =
    [
        ("mutate a Namespace", "/mutate/namespaces", "namespace.json"),
        ("mutate an HTTPRoute, 4 KB, 5 rules", "/mutate/httproutes", "httproute-4k.json"),
        ("validate the same", "/validate/httproutes", "httproute-4k.json"),
        ("mutate an HTTPRoute, 100 KB, 128 matches", "/mutate/httproutes", "httproute-100k.json"),
        ("validate the same", "/validate/httproutes", "httproute-100k.json"),
    ];

    /// <summary><paramref name="servers"/>: <c>NAME=COMMAND</c>, the first of which is the ceiling.</summary>
    public static async Task<int> RunAsync(string folder, int rounds, int seconds, string json, string[] servers, TextWriter output)
    {
        var commands = servers.Select(static server => KeyValuePair.Create(server[..server.IndexOf('=')], server[(server.IndexOf('=') + 1)..])).ToList();
        var report = await new AdmissionCost(folder, commands, rounds, TimeSpan.FromSeconds(seconds), output).RunAsync();
        await File.WriteAllTextAsync(json, report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        return 0;
    }

    private async Task<JsonObject> RunAsync()
    {
        var servers = new List<AdmissionServer>();
        try
        {
            foreach (var (name, command) in commands)
            {
                servers.Add(await AdmissionServer.StartAsync(name, command));
            }

            return new()
            {
                ["http1"] = await CostsAsync(servers, isHttp2: false),
                ["http2"] = await CostsAsync(servers, isHttp2: true),
                ["start"] = await StartsAsync(),
            };
        }
        finally
        {
            servers.ForEach(static server => server.Dispose());
        }
    }

    private async Task<JsonArray> CostsAsync(List<AdmissionServer> servers, bool isHttp2)
    {
        var rows = new JsonArray();
        output.WriteLine($"| {(isHttp2 ? "HTTP/2" : "HTTP/1.1")} over TLS, µs of the server's processor (requests/s) | {string.Join(" | ", servers.Select(static server => server.Name))} | noise |");
        output.WriteLine($"|---|{string.Concat(servers.Select(static _ => "---:|"))}---:|");
        foreach (var (name, path, payload) in Cases)
        {
            foreach (var server in servers)
            {
                await new AdmissionLoad(folder, isHttp2, Warm).RunAsync(server, path, payload);
            }

            var samples = servers.ToDictionary(static server => server, static _ => new List<AdmissionLoad.Sample>());
            var load = new AdmissionLoad(folder, isHttp2, slice);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var server in servers)
                {
                    samples[server].Add(await load.RunAsync(server, path, payload));
                }
            }

            rows.Add(Row(name, servers, samples));
        }

        output.WriteLine();
        return rows;
    }

    // The least of the rounds: what else the machine does only adds. The noise is how far the middle one of the ceiling is above it.
    private JsonObject Row(string name, List<AdmissionServer> servers, Dictionary<AdmissionServer, List<AdmissionLoad.Sample>> samples)
    {
        var noise = Noise(samples[servers[0]]);
        var row = new JsonObject { ["case"] = name, ["noise"] = Math.Round(noise, 2) };
        var cells = new List<string>();
        foreach (var server in servers)
        {
            var (cost, rate) = (samples[server].Min(static sample => sample.Cost), samples[server].Max(static sample => sample.Rate));
            row[server.Name] = new JsonObject { ["microseconds"] = Math.Round(cost, 1), ["perSecond"] = Math.Round(rate) };
            cells.Add(string.Create(CultureInfo.InvariantCulture, $"{cost:0} ({rate:0})"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", cells)} | {noise * 100:0} % |"));
        return row;
    }

    private static double Noise(List<AdmissionLoad.Sample> samples)
    {
        var costs = samples.Select(static sample => sample.Cost).Order().ToList();
        return (costs[costs.Count / 2] - costs[0]) / costs[0];
    }

    private async Task<JsonArray> StartsAsync()
    {
        var rows = new JsonArray();
        output.WriteLine("| | from exec to the first answer over TLS | RSS after it | after 1,000 answers |");
        output.WriteLine("|---|---:|---:|---:|");
        foreach (var (name, command) in commands)
        {
            var (first, least, most) = (double.MaxValue, 0.0, 0.0);
            for (var start = 0; start < Starts; start++)
            {
                var begun = Stopwatch.GetTimestamp();
                using var server = await AdmissionServer.StartAsync(name, command);
                using var client = NewClient();
                await AskAsync(client, server);
                first = Math.Min(first, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                least = server.Memory;
                for (var asked = 1; asked < FirstAnswers; asked++)
                {
                    await AskAsync(client, server);
                }

                most = server.Memory;
            }

            rows.Add(new JsonObject { ["server"] = name, ["firstAnswerMilliseconds"] = Math.Round(first), ["megabytes"] = Math.Round(least), ["megabytesAfter1000"] = Math.Round(most) });
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {first:0} ms | {least:0} MB | {most:0} MB |"));
        }

        output.WriteLine();
        return rows;
    }

    private static async Task AskAsync(HttpClient client, AdmissionServer server)
    {
        using var body = new ByteArrayContent(Payloads.SmallRoute);
        body.Headers.ContentType = new("application/json");
        using var answer = await client.PostAsync(new Uri(server.Address + "/validate/httproutes"), body);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    private HttpClient NewClient()
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(folder, "ca.crt"));
        return new(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } });
    }
}
