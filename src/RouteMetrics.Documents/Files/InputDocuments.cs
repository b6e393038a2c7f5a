using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Schemas;

namespace RouteMetrics.Documents.Files;

/// <summary>The input of <c>-f</c>: its objects, and an error for each unreadable document (file, line if known, what, fix).</summary>
public sealed record InputDocuments(MeshSnapshot State, IReadOnlyList<string> Errors)
{
    private IReadOnlyDictionary<ObjectRef, InputObject> Sources { get; init; } = new Dictionary<ObjectRef, InputObject>();

    /// <summary>WasmPlugins, TrafficExtensions and Telemetries, where these are among the kinds that were asked for.</summary>
    public IReadOnlyList<IstioResource> IstioResources { get; init; } = [];

    /// <summary>Kinds and fields that do not exist, in the order of the documents.</summary>
    public IReadOnlyList<DocumentFault> Faults { get; init; } = [];

    /// <summary>How many objects of each other kind there are, by the kind.</summary>
    public IReadOnlyDictionary<string, int> OtherKinds { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>
    /// Reads files, folders (every .yaml, .yml, .json in ordinal order, not recursive) and <c>-</c> (the given standard input): YAML or
    /// JSON, also several documents, <c>List</c> and <c>*List</c>. Other kinds are only counted. A file may hold at most 64 MiB.
    /// </summary>
    public static InputDocuments Read(IReadOnlyList<string> paths, Stream standardInput, InputKinds? kinds = null)
    {
        var errors = new List<string>();
        var objects = new ObjectCollector(kinds ?? InputKinds.Mesh, errors);
        foreach (var path in paths.Distinct(StringComparer.Ordinal))
        {
            var before = (objects.Count, errors.Count);
            foreach (var file in InputFile.At(path, standardInput, errors))
            {
                ReadFile(file, objects, errors);
            }

            if (before == (objects.Count, errors.Count))
            {
                errors.Add(
                    $"{InputFile.NameOf(path)}: holds no object; expected YAML or JSON of HTTPRoutes, GRPCRoutes, Gateways, Services or Namespaces");
            }
        }

        return new(objects.State, errors)
        {
            IstioResources = objects.IstioResources,
            Sources = objects.Sources,
            Faults = objects.Faults,
            OtherKinds = objects.OtherKinds,
        };
    }

    /// <summary>Where the field is that a finding is about; null if the input does not hold the object.</summary>
    public InputPlace? PlaceOf(Finding finding) => Sources.GetValueOrDefault(finding.Object)?.PlaceOf(finding.Path);

    private static void ReadFile(InputFile file, ObjectCollector objects, List<string> errors)
    {
        try
        {
            var text = InputText.From(file.Bytes);
            if (text.LooksLikeJson)
            {
                JsonInput.Read(file.Name, text, objects);
            }
            else
            {
                YamlInput.Read(file.Name, text, objects);
            }
        }
        catch (InputFaultException fault)
        {
            var place = fault.Line is { } line ? $"{file.Name}:{line}" : file.Name;
            var hint = file.Bytes.AsSpan().IndexOf("{{"u8) >= 0 ? "; a Helm template is read as `helm template` renders it" : "";
            errors.Add($"{place}: {fault.Message}{hint}");
        }
    }
}
