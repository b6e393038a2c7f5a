using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>The pages that a reader of the repository is led to.</summary>
internal static class DocumentPage
{
    /// <summary>Their paths from the root of the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md",
        .. new[] { "docs", "samples" }
            .SelectMany(static folder => Directory.EnumerateFiles(PathOf(folder), "*.md", SearchOption.AllDirectories))
            .Select(static file => Path.GetRelativePath(SourceTree.Root, file))
            .Order(StringComparer.Ordinal),
    ];

    public static string PathOf(string page) => Path.Combine(SourceTree.Root, page);

    public static string Read(string page) => File.ReadAllText(PathOf(page));

    /// <summary>What stands between two marks becomes the text, where <c>UPDATE_GOLDEN=1</c>; it is what stands there then.</summary>
    public static string Generated(string page, string name, string text)
    {
        var (begin, end) = ($"<!-- {name}:begin -->\n", $"<!-- {name}:end -->");
        var parts = Read(page).Split(begin);
        Assert.Equal(2, parts.Length);
        var rest = parts[1].Split(end);
        Assert.Equal(2, rest.Length);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") != "1")
        {
            return rest[0];
        }

        File.WriteAllText(PathOf(page), $"{parts[0]}{begin}{text}{end}{rest[1]}");
        return text;
    }
}
