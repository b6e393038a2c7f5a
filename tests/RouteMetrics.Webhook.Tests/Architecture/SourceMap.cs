using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Architecture;

/// <summary>
/// Which folder of <c>src</c> uses which, by every name in the sources that the compiler resolves, constants and comments' references
/// included. Folders are written <c>Core/Cel</c>; the files beside a project file are of <c>Core</c>.
/// </summary>
internal sealed class SourceMap
{
    private static readonly Lazy<SourceMap> Whole = new(static () => new());

    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> uses = new(StringComparer.Ordinal);

    private SourceMap()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose);
        var trees = Files().Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)).ToList();
        var compilation = CSharpCompilation.Create(
            "sources", [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, options)], References(), new(OutputKind.ConsoleApplication));
        foreach (var tree in trees)
        {
            uses.TryAdd(FolderOf(tree.FilePath), new(StringComparer.Ordinal));
            Add(tree, compilation.GetSemanticModel(tree));
        }
    }

    /// <summary>Read once for all tests.</summary>
    public static SourceMap OfTheProgram => Whole.Value;

    /// <summary>For each folder the folders that it uses, each with the types that it uses of it.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<string, SortedSet<string>>> Uses => uses;

    private static string ImplicitUsings => string.Concat(new[]
    {
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
        "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    }.Select(static name => $"global using {name};"));

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(SourceTree.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        .Where(static file => !file.Split('/').Any(static part => part is "bin" or "obj"));

    // What this process could load, less our own assemblies, which would be a second home of every type.
    private static IEnumerable<MetadataReference> References() => ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(
            static file =>
                !Path.GetFileName(file).StartsWith("RouteMetrics.", StringComparison.Ordinal)
                    && Path.GetFileName(file) != "route-metrics.dll")
        .Select(static file => MetadataReference.CreateFromFile(file));

    private static string FolderOf(string file) =>
        Path.GetRelativePath(SourceTree.PathOf("src"), Path.GetDirectoryName(file) ?? "")
            .Replace("RouteMetrics.", "", StringComparison.Ordinal);

    private void Add(SyntaxTree tree, SemanticModel model)
    {
        var from = uses[FolderOf(tree.FilePath)];
        foreach (var name in tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<SimpleNameSyntax>())
        {
            if (OuterTypeOf(model.GetSymbolInfo(name)) is { } type && HomeOf(type) is { } home && home != FolderOf(tree.FilePath))
            {
                if (!from.TryGetValue(home, out var types))
                {
                    from[home] = types = new(StringComparer.Ordinal);
                }

                types.Add(type.Name);
            }
        }
    }

    private static INamedTypeSymbol? OuterTypeOf(SymbolInfo info)
    {
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        while (type?.ContainingType is { } outer)
        {
            type = outer;
        }

        return type?.OriginalDefinition;
    }

    private static string? HomeOf(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences is [var first, ..] ? FolderOf(first.SyntaxTree.FilePath) : null;
}
