using System.Text;
using System.Text.RegularExpressions;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Tests.Documentation;

namespace RouteMetrics.Webhook.Tests.Architecture;

/// <summary>The house as it may be: <see cref="Allowed"/> is what docs/architecture.md draws.</summary>
public sealed class ArchitectureTests
{
    /// <summary>
    /// Each folder with all that it may use, every folder below it first. <c>*</c> is every folder of that project. Between projects the
    /// compiler already forbids what the project files do not allow.
    /// </summary>
    private static readonly (string Folder, string[] Uses)[] Allowed =
    [
        ("Core/Re2", []),
        ("Core/Texts", []),
        ("Core/Cel", ["Core/Re2", "Core/Texts"]),
        ("Core/Model", []),
        ("Core/Findings", ["Core/Texts", "Core/Model"]),
        ("Core/Settings", ["Core/Model", "Core/Findings"]),
        ("Core/Expressions", ["Core/Re2", "Core/Texts", "Core/Cel", "Core/Model", "Core/Findings", "Core/Settings"]),
        ("Core/Namespaces", ["Core/Model", "Core/Settings"]),
        ("Core/Security", ["Core/Model"]),
        ("Core/Targets", ["Core/Re2", "Core/Texts", "Core/Model", "Core/Findings", "Core/Settings", "Core/Namespaces", "Core/Security"]),
        ("Core/Conditions", ["Core/Re2", "Core/Texts", "Core/Cel", "Core/Model", "Core/Findings", "Core/Targets"]),
        ("Core/Operations",
            ["Core/Cel", "Core/Model", "Core/Findings", "Core/Settings", "Core/Namespaces", "Core/Targets", "Core/Conditions"]),
        ("Core/Objectives", []),
        ("Core/Manifests",
        [
            "Core/Cel", "Core/Model", "Core/Findings", "Core/Settings", "Core/Namespaces", "Core/Targets", "Core/Conditions",
            "Core/Operations", "Core/Objectives",
        ]),
        ("Core/Conflicts",
        [
            "Core/Cel", "Core/Model", "Core/Findings", "Core/Settings", "Core/Expressions", "Core/Targets", "Core/Operations",
            "Core/Manifests",
        ]),
        ("Core/Rules",
            ["Core/Model", "Core/Findings", "Core/Settings", "Core/Targets", "Core/Operations", "Core/Objectives"]),
        ("Core",
        [
            "Core/Model", "Core/Findings", "Core/Settings", "Core/Expressions",
            "Core/Namespaces", "Core/Targets", "Core/Operations", "Core/Objectives", "Core/Manifests", "Core/Conflicts", "Core/Rules",
        ]),
        ("Core/Explain",
        [
            "Core/Re2", "Core/Cel", "Core/Model", "Core/Settings", "Core/Targets", "Core/Conditions", "Core/Operations", "Core/Conflicts",
        ]),
        ("Core/Adoption",
        [
            "Core/Re2", "Core/Cel", "Core/Model", "Core/Findings", "Core/Settings", "Core/Expressions", "Core/Targets", "Core/Operations",
            "Core/Manifests", "Core/Conflicts", "Core", "Core/Explain",
        ]),
        ("Documents/Yaml", ["Core/*"]),
        ("Documents/Configuration", ["Documents/Yaml", "Core/*"]),
        ("Documents/Json", ["Core/*"]),
        ("Documents/Schemas", ["Core/*"]),
        ("Documents/Files", ["Documents/Yaml", "Documents/Json", "Documents/Schemas", "Core/*"]),
        ("Kubernetes/Ownership", ["Core/*"]),
        ("Kubernetes/Retries", []),
        ("Kubernetes/Client", ["Kubernetes/Ownership", "Core/*", "Documents/*"]),
        ("Kubernetes/Informers", ["Kubernetes/Client", "Kubernetes/Retries", "Core/*", "Documents/*"]),
        ("Kubernetes/Leases", ["Kubernetes/Client", "Kubernetes/Retries", "Core/*"]),
        ("Admission", ["Core/*", "Documents/*"]),
        ("Controller", []),
        ("Controller/Caching", ["Controller", "Core/*", "Documents/*", "Kubernetes/*"]),
        ("Controller/Certificates", ["Core/*", "Documents/*", "Kubernetes/*"]),
        ("Controller/Events", ["Controller", "Core/*", "Kubernetes/*"]),
        ("Controller/Installations", ["Core/*", "Kubernetes/*"]),
        ("Controller/Reports",
            ["Controller", "Controller/Caching", "Controller/Events", "Controller/Installations", "Core/*", "Documents/*", "Kubernetes/*"]),
        ("Controller/Reconciling",
        [
            "Controller", "Controller/Caching", "Controller/Events", "Controller/Installations", "Controller/Reports", "Core/*",
            "Documents/*", "Kubernetes/*",
        ]),
        ("Controller/Adoption", ["Controller/Reconciling", "Core/*", "Kubernetes/*"]),
        ("Controller/Uninstall",
            ["Controller/Installations", "Controller/Reconciling", "Controller/Reports", "Core/*", "Kubernetes/*"]),
        ("Controller/Diagnosis",
            ["Controller/Certificates", "Controller/Reports", "Controller/Reconciling", "Core/*", "Kubernetes/*"]),
        ("Webhook/Commands/Output", ["Core/*", "Admission/*"]),
        ("Webhook/Commands/Demo", ["Webhook/Commands/Output", "Core/*", "Documents/*", "Admission/*"]),
        ("Webhook/Commands/Linting", ["Webhook/Commands/Output", "Core/*", "Documents/*"]),
        ("Webhook/Commands/Screens", ["Webhook/Commands/Output", "Core/*", "Kubernetes/*"]),
        ("Webhook/Commands/Completing", []),
        ("Webhook/Host", ["Core/*", "Documents/*", "Kubernetes/*", "Admission/*", "Controller/*"]),
        ("Webhook/Commands",
        [
            "Webhook/Commands/Output", "Webhook/Commands/Demo", "Webhook/Commands/Linting", "Webhook/Commands/Screens",
            "Webhook/Commands/Completing", "Webhook/Host",
            "Core/*", "Documents/*", "Kubernetes/*", "Admission/*", "Controller/*",
        ]),
        ("Webhook", ["Webhook/Commands"]),
    ];

    [Fact]
    public void Every_folder_uses_only_what_it_may()
    {
        var allowed = Allowed.ToDictionary(static entry => entry.Folder, static entry => entry.Uses, StringComparer.Ordinal);
        var wrong = SourceMap.OfTheProgram.Uses.SelectMany(folder => folder.Value
            .Where(used => !allowed.GetValueOrDefault(folder.Key, []).Any(may => may == used.Key || may == $"{used.Key.Split('/')[0]}/*"))
            .Select(used => $"{folder.Key} uses {used.Key}: {string.Join(", ", used.Value)}"));
        Assert.Equal([], wrong);
    }

    [Fact]
    public void Every_folder_is_named_and_every_name_is_a_folder() => Assert.Equal(
        SourceMap.OfTheProgram.Uses.Keys, Allowed.Select(static entry => entry.Folder).Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_allowed_is_used()
    {
        var unused = Allowed.SelectMany(static entry => entry.Uses
            .Where(may => !SourceMap.OfTheProgram.Uses[entry.Folder].Keys.Any(used => may == used || may == $"{used.Split('/')[0]}/*"))
            .Select(may => $"{entry.Folder} may use {may} and does not"));
        Assert.Equal([], unused);
    }

    [Fact]
    public void No_folder_uses_one_that_is_named_after_it()
    {
        var places = Allowed.Index().ToDictionary(static item => item.Item.Folder, static item => item.Index, StringComparer.Ordinal);
        var upwards = SourceMap.OfTheProgram.Uses.SelectMany(folder => folder.Value.Keys
            .Where(used => places[used] > places[folder.Key]).Select(used => $"{folder.Key} uses {used}"));
        Assert.Equal([], upwards);
    }

    [Fact]
    public void A_namespace_is_the_path_of_its_folder()
    {
        var wrong = Directory.EnumerateFiles(SourceTree.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Split('/').Any(static part => part is "bin" or "obj"))
            .Select(static file => (File: Path.GetRelativePath(SourceTree.PathOf("src"), file), Named: NamespaceIn(File.ReadAllText(file))))
            .Where(static item => item.Named.Length > 0 && item.Named != Path.GetDirectoryName(item.File)?.Replace('/', '.'));
        Assert.Equal([], wrong);
    }

    [Fact]
    public void The_drawing_is_that_of_the_code() =>
        Assert.Equal(Drawing(), DocumentPage.Generated("docs/architecture.md", "drawing", Drawing()));

    private static string NamespaceIn(string text) =>
        Regex.Match(
            text, "^namespace (.*);", RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Groups[1].Value;

    private static string Drawing()
    {
        var text = new StringBuilder("```text\n");
        foreach (var project in Allowed.GroupBy(static entry => entry.Folder.Split('/')[0]))
        {
            var outside = project.SelectMany(static entry => entry.Uses).Select(static used => used.Split('/')[0])
                .Where(used => used != project.Key).Distinct(StringComparer.Ordinal);
            text.Append(project.Key).Append(outside.Any() ? $" -> {string.Join(", ", outside)}" : "").Append('\n');
            foreach (var (folder, uses) in project)
            {
                var name = folder.Contains('/', StringComparison.Ordinal) ? folder[(project.Key.Length + 1)..] : "(its own files)";
                var inside = uses.Where(used => used.StartsWith(project.Key, StringComparison.Ordinal))
                    .Select(used => used == project.Key ? "(its own files)" : used[(project.Key.Length + 1)..]);
                text.Append($"    {name,-18}{(inside.Any() ? $"-> {string.Join(", ", inside)}" : "")}".TrimEnd()).Append('\n');
            }
        }

        return text.Append("```\n").ToString();
    }
}
