using System.Text.Json.Nodes;
using RouteMetrics.Core;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;
using RouteMetrics.Documents.Files;

namespace RouteMetrics.Mesh.Tests.Recordings;

/// <summary>
/// The plugins that this program makes of objects, with the route in the place of its name (<c>HTTPRoute a/web 0</c>), so that a label tells
/// what it was given for, whatever names are shared.
/// </summary>
internal static class RenderedPlugins
{
    /// <summary>The configurations by target, as <see cref="KeyOf"/> has it.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Of(RecordedSet set, RouteMetricsSettings settings)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "objects.json");
        File.WriteAllText(file, string.Join('\n', set.Objects.Select(static item => item.ToJsonString())));
        var documents = InputDocuments.Read([file], Stream.Null);
        return documents.Errors is [var error, ..]
            ? throw new InvalidOperationException(error)
            : RoutePlan.Of(documents.State, settings).Measured.ToDictionary(
                static target => KeyOf(target.Target.Kind.ToString(), target.Target.Key.Namespace, target.Target.Key.Name),
                static target => Plugin(target.Operations));
    }

    /// <summary>The same, with every condition left to the host's CEL.</summary>
    public static IReadOnlyDictionary<string, JsonObject> DecidedByHost(IReadOnlyDictionary<string, JsonObject> plugins)
    {
        foreach (var plugin in plugins.Values)
        {
            plugin["decided_by"] = "host";
        }

        return plugins;
    }

    public static string KeyOf(string kind, string @namespace, string name) => $"{kind} {@namespace}/{name}";

    /// <summary>The label that stands for the route and rule that a request took.</summary>
    public static string? LabelOf(RecordedRequest request) => request.Route is null ? null : $"{request.Route} {request.Rule}";

    private static JsonObject Plugin(IEnumerable<Operation> operations) => new()
    {
        ["attributes"] = new JsonArray(new JsonObject
        {
            ["output_attribute"] = "istio_operationId",
            ["phase"] = "ON_REQUEST",
            ["match"] = new JsonArray([.. operations.Select(operation => new JsonObject
            {
                ["value"] = $"{operation.Source.Route.KindName} {operation.Source.Route.Object} {operation.Source.Rule}",
                ["condition"] = CelPrinter.Print(operation.Condition!),
            })]),
        }),
    };
}
