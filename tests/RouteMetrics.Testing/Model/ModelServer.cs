using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Testing.Model;

/// <summary>A request to change something, before it is done.</summary>
internal sealed record ModelRequest(string Method, ResourceType Type, string? Namespace, string? Name);

/// <summary>Answers requests as an API server would that serves a model cluster; one request at a time.</summary>
internal sealed class ModelServer
{
    public static readonly ResourceType Pods = new("", "v1", "pods", "Pod", IsNamespaced: true);

    public static readonly ResourceType WorkloadEntries = new("networking.istio.io", "v1", "workloadentries", "WorkloadEntry", IsNamespaced: true);

    private static readonly ResourceType Deployments = new("apps", "v1", "deployments", "Deployment", IsNamespaced: true);

    private static readonly ResourceType[] Served =
    [
        ResourceType.Namespaces, ResourceType.Services, ResourceType.ConfigMaps, ResourceType.Secrets, ResourceType.Events,
        ResourceType.Gateways, ResourceType.HttpRoutes, ResourceType.WasmPlugins, ResourceType.TrafficExtensions, ResourceType.Telemetries,
        ResourceType.AuthorizationPolicies, ResourceType.RequestAuthentications, ResourceType.Leases,
        ResourceType.MutatingWebhookConfigurations, ResourceType.ValidatingWebhookConfigurations,
        Deployments, Pods, ResourceType.ServiceEntries, WorkloadEntries,
    ];

    /// <summary>Replaced for each run.</summary>
    public ModelCluster Cluster { get; set; } = new();

    /// <summary>Called before each request, while nothing else runs.</summary>
    public Action<ModelRequest> Before { get; set; } = static _ => { };

    /// <summary>Called after each write that was done.</summary>
    public Action<ModelRequest, int> After { get; set; } = static (_, _) => { };

    public async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        JsonNode answer;
        try
        {
            answer = Answer(context.Request, body);
        }
        catch (ModelRefusal refusal)
        {
            await Answers.Failure(refusal.Code, refusal.Reason, refusal.Message, refusal.Details)(context);
            return;
        }

        await Answers.Json(answer.ToJsonString())(context);
    }

    private JsonNode Answer(HttpRequest request, string text)
    {
        var steps = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = steps[0] == "api" ? ("", steps[2..]) : (steps[1], steps[3..]);
        var kinds = Served.Where(type => type.Group == group).ToList();
        if (rest.Length == 0)
        {
            return kinds.Count == 0 ? throw Missing(group) : new JsonObject
            {
                ["kind"] = "APIResourceList",
                ["resources"] = new JsonArray([.. kinds.Select(static type => new JsonObject { ["name"] = type.Plural, ["kind"] = type.Kind })]),
            };
        }

        var ns = rest[0] == "namespaces" && rest.Length > 2 ? rest[1] : null;
        var own = ns is null ? rest : rest[2..];
        var type = kinds.Find(type => type.Plural == own[0]) ?? throw Missing($"{own[0]}.{group}");
        return Answer(new(request.Method, type, ns, own.ElementAtOrDefault(1)), request, text);
    }

    private JsonNode Answer(ModelRequest asked, HttpRequest request, string text)
    {
        Before(asked);
        var known = Cluster.Changes.Count;
        var (type, ns, name) = (asked.Type, asked.Namespace, asked.Name ?? "");
        var manager = request.Query["fieldManager"].ToString();
        var answer = (asked.Method, request.ContentType?.Split(';')[0]) switch
        {
            ("GET", _) when asked.Name is null => List(type, ns, request.Query["labelSelector"]),
            ("GET", _) => (Cluster.Find(type, ns, name) ?? throw Missing(name)).Served(),
            ("POST", _) => Cluster.Create(type, ns, JsonNode.Parse(text)!.AsObject(), manager).Served(),
            ("PATCH", "application/json-patch+json") => Cluster.Patch(type, ns, name, JsonNode.Parse(text)!.AsArray(), manager).Served(),
            ("PATCH", "application/apply-patch+yaml") => Cluster.Apply(
                type, ns, name, JsonNode.Parse(text)!.AsObject(), manager, request.Query["force"] == "true").Served(),
            ("DELETE", _) => Delete(asked, JsonNode.Parse(text)!["preconditions"]),
            _ => throw new ModelRefusal(405, "MethodNotAllowed", $"{asked.Method} {request.ContentType}"),
        };
        After(asked, known);
        return answer;
    }

    private JsonObject Delete(ModelRequest asked, JsonNode? preconditions)
    {
        Cluster.Delete(asked.Type, asked.Namespace, asked.Name ?? "", (string?)preconditions?["uid"], (string?)preconditions?["resourceVersion"]);
        return new() { ["kind"] = "Status", ["status"] = "Success" };
    }

    private JsonObject List(ResourceType type, string? ns, string? selector) => new()
    {
        ["kind"] = $"{type.Kind}List",
        ["metadata"] = new JsonObject { ["resourceVersion"] = Cluster.Version },
        ["items"] = new JsonArray([.. Cluster.Of(type, ns).Where(item => IsSelected(item, selector)).Select(static item => item.Served())]),
    };

    private static bool IsSelected(ModelObject item, string? selector) => string.IsNullOrEmpty(selector)
        || selector.Split('=') is [var key, var value] && item.Labels.GetValueOrDefault(key) == value;

    private static ModelRefusal Missing(string what) => new(404, "NotFound", $"the server could not find the requested resource: {what}");
}
