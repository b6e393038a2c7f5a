using System.Text.Json;
using System.Text.RegularExpressions;
using RouteMetrics.Webhook.Tests.Host;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>What a scrape of <c>/metrics</c> gets, held against the page of the metrics.</summary>
internal static partial class Exposition
{
    /// <summary>What a program that was started with <c>--metrics-port 0</c> answers.</summary>
    public static async Task<string> OfAsync(ServedProgram program)
    {
        using var line = JsonDocument.Parse(await program.LoggedAsync("ServingMetrics"));
        using var client = new HttpClient();
        return await client.GetStringAsync(
            new Uri(line.RootElement.GetProperty("address").GetString()!), TestContext.Current.CancellationToken);
    }

    /// <summary>The types that differ from the page, and the labels that the row of their metric does not mention.</summary>
    public static IReadOnlyList<string> NotOnPage(string text)
    {
        var rows = Row().Matches(DocumentPage.Read("docs/metrics.md")).ToDictionary(
            static row => row.Groups["name"].Value, static row => (Type: row.Groups["type"].Value, Text: row.Groups["text"].Value));
        var types = Type().Matches(text).ToDictionary(static type => type.Groups["name"].Value, static type => type.Groups["type"].Value);
        return
        [
            .. types.Where(type => !rows.TryGetValue(type.Key, out var row) || row.Type != type.Value)
                .Select(static type => $"{type.Key} {type.Value}"),
            .. from sample in Sample().Matches(text)
               let family = types.Keys.Single(name => Regex.IsMatch(
                   sample.Groups["name"].Value, $"^{name}(_bucket|_sum|_count)?$", RegexOptions.None, TimeSpan.FromSeconds(1)))
               from label in Label().Matches(sample.Groups["labels"].Value)
               where label.Groups["name"].Value != "le"
                   && !rows[family].Text.Contains($"`{label.Groups["name"].Value}`", StringComparison.Ordinal)
               select $"{family}: {label.Groups["name"].Value}",
        ];
    }

    [GeneratedRegex(
        @"^\| `(?<name>\w+)` \| (?<type>\w+) \| (?<text>.*) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<type>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Type();

    [GeneratedRegex(@"^(?<name>\w+)\{(?<labels>[^}]*)\} ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();

    [GeneratedRegex(@"(?<name>\w+)=""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
