using System.Text.RegularExpressions;
using RouteMetrics.Testing;

namespace RouteMetrics.EndToEnd.Tests.Policy;

/// <summary>An object as a page of <c>docs/policy</c> writes it.</summary>
internal sealed record ExampleObject(string Kind, string Name, string Yaml);

/// <summary>What a page shows under <c>Example</c>, which has its finding, or under <c>Fix</c>, which has not, put into a namespace of its own.</summary>
internal sealed partial record PolicyExample(string Code, bool IsFix, string Mode, IReadOnlyList<ExampleObject> Objects)
{
    private const string Separator = "---\n";

    public string Namespace => NamespaceOf(Code, IsFix, Mode);

    /// <summary>RMW005's is about a small budget, which a label asks for as well as the configuration that the page shows.</summary>
    public string NamespaceYaml => Manifest.Namespace(Namespace, $"routemetrics.io/mode: {Mode}{(Code == "RMW005" ? ", routemetrics.io/series-budget: \"1000\"" : "")}");

    public string Yaml => string.Concat(Objects.Select(static item => $"{Separator}{item.Yaml}"));

    // What only lint sees, since the API server drops it; and what VirtualServices do, which the webhook does not watch.
    private static readonly string[] NotOfEveryone = ["RMW015", "RMW016"];

    /// <summary>Both sections of each page that is of webhook, lint and audit alike, in a namespace of each of these modes.</summary>
    public static IReadOnlyList<PolicyExample> All(params string[] modes) =>
    [
        .. from page in Directory.GetFiles(SourceTree.PathOf("docs/policy"), "RMW*.md").Order(StringComparer.Ordinal)
           where !NotOfEveryone.Contains(Path.GetFileNameWithoutExtension(page), StringComparer.Ordinal)
           from isFix in new[] { false, true }
           from mode in modes
           select Of(page, isFix, mode),
    ];

    private static PolicyExample Of(string page, bool isFix, string mode)
    {
        var code = Path.GetFileNameWithoutExtension(page);
        var section = File.ReadAllText(page).Split(isFix ? "\n## Fix\n" : "\n## Example\n")[1];
        var yaml = section.Split("\n```yaml\n")[1].Split("```")[0];
        return new(code, isFix, mode, [.. yaml.Split(Separator).Where(static text => !text.Contains("kind: RouteMetricsConfig", StringComparison.Ordinal))
            .Select(text => ObjectOf(text.Replace("namespace: shop", $"namespace: {NamespaceOf(code, isFix, mode)}", StringComparison.Ordinal)))]);
    }

    private static string NamespaceOf(string code, bool isFix, string mode) => $"{code.ToLowerInvariant()}-{(isFix ? "fix" : "example")}-{mode}";

    private static ExampleObject ObjectOf(string yaml) => new(Kind().Match(yaml).Groups[1].Value, Name().Match(yaml).Groups[1].Value, yaml);

    [GeneratedRegex("^kind: (.*)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^metadata:\s+\{?name: ([a-z-]+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
