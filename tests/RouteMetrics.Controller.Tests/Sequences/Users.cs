using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Testing.Model;

namespace RouteMetrics.Controller.Tests.Sequences;

/// <summary>Users who do anything to a cluster, at random; few names, so that things meet.</summary>
internal sealed class Users(ModelCluster cluster, Promises promises, Random random)
{
    public static readonly string[] Namespaces = ["a", "b"];

    private static readonly string[] Services = ["s", "t"];

    /// <summary>Whether the webhooks are there.</summary>
    public bool IsAdmissionUp { get; set; }

    /// <summary>What was done, one line each.</summary>
    public List<string> Did { get; } = [];

    /// <summary>Something, if it can be done.</summary>
    public void DoSomething()
    {
        var known = cluster.Changes.Count;
        var isAdmitted = false;
        var ns = Pick(Namespaces);
        try
        {
            isAdmitted = Do(ns);
        }
        catch (ModelRefusal refusal)
        {
            Did.Add($"refused: {refusal.Message}");
        }

        foreach (var change in cluster.Changes.Skip(known).ToList())
        {
            Did.Add($"user: {change}");
            promises.SeeOthers(change, isAdmitted);
        }
    }

    private bool Do(string ns)
    {
        switch (random.Next(22))
        {
            case 0 or 1:
                return CreateNamespace(ns);
            case 2:
                EndNamespace(ns);
                break;
            case 3 or 4:
                return Label(ns);
            case 5:
                Unlabel(ns);
                break;
            case 6:
                ApplyOrReplace(ns);
                break;
            case 7 or 8:
                Toggle(ResourceType.Services, ns, Pick(Services), Object("v1", "Service", LabelsOrNone(ns), """{"ports": [{"port": 80}]}"""));
                break;
            case 9 or 10 or 11:
                Route(ns);
                break;
            case 12 or 13:
                Policy(ns);
                break;
            case 14:
                Toggle(Pick(ModelServer.Pods, ResourceType.ServiceEntries, ModelServer.WorkloadEntries), Pick(Namespaces), "user", Object("v1", "Any", Naming(ns), "{}"));
                break;
            case 15 or 16:
                HandWritten(ns);
                break;
            case 17 or 18 or 19:
                Meddle(ns);
                break;
            case 20:
                cluster.EndTerminating();
                break;
            default:
                cluster.Now += TimeSpan.FromSeconds(random.Next(3));
                break;
        }

        return false;
    }

    // Admission enrols what is new, unless it is down.
    private bool CreateNamespace(string ns)
    {
        var labels = new JsonObject();
        for (var more = random.Next(3); more > 0; more--)
        {
            var (key, value) = AnyLabel(ns);
            labels[key] = value;
        }

        var isAdmitted = IsAdmissionUp && Chance(50);
        cluster.Create(
            ResourceType.Namespaces, null, Named(new() { ["metadata"] = new JsonObject { ["labels"] = labels } }, ns), "kubectl-create",
            isAdmitted ? body => Admit(ns, body) : null);
        return isAdmitted;
    }

    private static void Admit(string ns, JsonObject body)
    {
        var labels = body["metadata"]!["labels"]!.AsObject();
        var given = labels.ToDictionary(static label => label.Key, static label => (string?)label.Value ?? "");
        if (NamespaceEnrolment.Decide(new(ns, given), RouteMetricsSettings.Default) is { IsEnrolled: true, LabelsToAdd: { Count: > 0 } added })
        {
            foreach (var (key, value) in added)
            {
                labels[key] = value;
            }

            body["metadata"]!["annotations"] = new JsonObject { ["routemetrics.io/enrolled"] = string.Join(',', added.Select(static label => label.Key)) };
        }
    }

    private void EndNamespace(string ns)
    {
        if (Chance(30))
        {
            cluster.Delete(ResourceType.Namespaces, null, ns);
        }
    }

    private bool Label(string ns)
    {
        if (cluster.Find(ResourceType.Namespaces, null, ns) is { } live)
        {
            var (key, value) = AnyLabel(ns);
            cluster.Edit(live, body => Map(body, "labels")[key] = value, "kubectl-label");
        }

        return false;
    }

    private void Unlabel(string ns)
    {
        if (cluster.Find(ResourceType.Namespaces, null, ns) is { Labels.Count: > 0 } live)
        {
            var key = Pick([.. live.Labels.Keys]);
            cluster.Edit(live, body => Map(body, "labels").Remove(key), "kubectl-label");
        }
    }

    // A tool that keeps some labels, or one that knows nothing of ours.
    private void ApplyOrReplace(string ns)
    {
        if (cluster.Find(ResourceType.Namespaces, null, ns) is not { IsBeingDeleted: false } live)
        {
            return;
        }

        if (Chance(70))
        {
            var (key, value) = AnyLabel(ns);
            var labels = new JsonObject { [key] = value };
            cluster.Apply(ResourceType.Namespaces, null, ns, Named(new() { ["metadata"] = new JsonObject { ["labels"] = labels } }, ns), "argocd", true);
        }
        else
        {
            cluster.Edit(
                live,
                body =>
                {
                    body["metadata"]!["labels"] = new JsonObject { ["tier"] = "one" };
                    body["metadata"]!.AsObject().Remove("annotations");
                },
                "kubectl-replace");
        }
    }

    private void Route(string ns)
    {
        var spec = $$$"""
            {"parentRefs": [{"group": "", "kind": "Service", "name": "{{{Pick(Services)}}}"}],
             "rules": [{"matches": [{"method": "GET", "path": {"type": "Exact", "value": "/{{{Pick("x", "y")}}}"}}]}]}
            """;
        Toggle(ResourceType.HttpRoutes, ns, Pick("q", "r"), Object("gateway.networking.k8s.io/v1", "HTTPRoute", [], spec));
    }

    private void Policy(string ns)
    {
        var spec = random.Next(5) switch
        {
            0 => """{"action": "ALLOW", "rules": [{"from": [{"source": {"namespaces": ["x"]}}]}]}""",
            1 => """{"targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "GatewayClass", "name": "istio-waypoint"}], "rules": [{}]}""",
            2 => $$$"""{"targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "{{{ns}}}-waypoint"}], "rules": [{}]}""",
            _ => $$$"""{"targetRefs": [{"group": "", "kind": "Service", "name": "{{{Pick(Services)}}}"}], "rules": [{}]}""",
        };
        var type = Chance(80) ? ResourceType.AuthorizationPolicies : ResourceType.RequestAuthentications;
        Toggle(type, Chance(75) ? ns : Facts.Root, "p", Object("security.istio.io/v1", type.Kind, [], spec));
    }

    // Under our names and under others; now and then with our marks.
    private void HandWritten(string ns)
    {
        var (type, name, spec) = random.Next(4) switch
        {
            0 => (ResourceType.Gateways, $"{ns}-waypoint", """{"gatewayClassName": "istio-waypoint", "listeners": [{"name": "mesh", "port": 15008, "protocol": "HBONE"}]}"""),
            1 => (ResourceType.Telemetries, $"{ns}-telemetry", """{"metrics": [{"overrides": [{"tagOverrides": {"route_name": {"value": "'x'"}}}]}]}"""),
            var other => (ResourceType.WasmPlugins, other == 2 ? $"{Pick(Services)}-wasmplugin" : "theirs", $$$"""
                {"targetRefs": [{"group": "", "kind": "Service", "name": "{{{Pick(Services)}}}"}], "url": "oci://x",
                 "pluginConfig": {"attributes": [{"output_attribute": "istio_operationId", "match": [{"value": "theirs", "condition": "true"}]}]}}
                """),
        };
        var isForged = Chance(25);
        Toggle(
            type, ns, name, Object("any/v1", type.Kind, isForged ? new() { ["app.kubernetes.io/managed-by"] = "route-metrics" } : [], spec),
            isForged ? "route-metrics" : "kubectl-create");
    }

    // With an object of ours, or of somebody else.
    private void Meddle(string ns)
    {
        var ours = cluster.All.Where(item => item.Namespace == ns && item.Type.Kind is "Gateway" or "WasmPlugin" or "Telemetry").ToList();
        if (ours.Count == 0)
        {
            return;
        }

        var item = ours[random.Next(ours.Count)];
        switch (random.Next(7))
        {
            case 0:
                cluster.Edit(item, static body => body["spec"]!["priority"] = 7, "kubectl-edit");
                break;
            case 1 or 2:
                cluster.Delete(item.Type, ns, item.Name);
                break;
            case 3 when Chance(30):
                cluster.Edit(item, static body => Map(body, "labels").Remove("app.kubernetes.io/managed-by"), "kubectl-label");
                break;
            case 4:
                cluster.Edit(item, body => body["metadata"]!["finalizers"] = item.HasFinalizers ? new JsonArray() : new JsonArray("x/y"), "kubectl-edit");
                break;
            case 5 when item.Type == ResourceType.Gateways:
                cluster.Edit(item, static body => body["spec"]!["gatewayClassName"] = "other", "kubectl-edit");
                break;
            default:
                cluster.Edit(item, static body => Map(body, "annotations")["owner"] = "me", "kubectl-annotate");
                if (item.Type == ResourceType.Gateways && cluster.Find(item.Type, ns, item.Name) is { } live)
                {
                    var more = new JsonObject { ["name"] = "more", ["port"] = 15009, ["protocol"] = "HBONE" };
                    cluster.Edit(live, body => ModelFields.Merge(body["spec"]!.AsObject(), new() { ["listeners"] = new JsonArray(more) }), "kubectl-edit");
                }

                break;
        }
    }

    private (string Key, string Value) AnyLabel(string ns) => random.Next(9) switch
    {
        0 => ("routemetrics.io/enabled", "false"),
        1 or 2 => ("routemetrics.io/enabled", "true"),
        3 => ("istio.io/dataplane-mode", Pick("ambient", "none")),
        4 => ("istio.io/use-waypoint", Pick("none", "mine", $"{ns}-waypoint", $"{ns}-waypoint")),
        5 => ("routemetrics.io/allow-waypoint", "true"),
        6 when Chance(30) => ("istio-injection", "enabled"),
        7 when Chance(30) => ("routemetrics.io/mode", "audit"),
        _ => ("tier", Pick("one", "two")),
    };

    private static JsonObject Naming(string ns) => new() { ["istio.io/use-waypoint"] = $"{ns}-waypoint", ["istio.io/use-waypoint-namespace"] = ns };

    private JsonObject LabelsOrNone(string ns) => random.Next(6) switch
    {
        0 => Naming(Pick(Namespaces)),
        1 => new() { ["istio.io/use-waypoint"] = Pick("mine", "none", $"{ns}-waypoint") },
        _ => [],
    };

    // There or not; or there in another way.
    private void Toggle(ResourceType type, string ns, string name, JsonObject wanted, string manager = "kubectl-create")
    {
        if (cluster.Find(type, ns, name) is not { } live)
        {
            cluster.Create(type, ns, Named(wanted, name), manager);
        }
        else if (Chance(60))
        {
            cluster.Delete(type, ns, name);
        }
        else if (type != ResourceType.Gateways)
        {
            cluster.Edit(live, body => body["spec"] = wanted["spec"]!.DeepClone(), "kubectl-edit");
        }
    }

    private static JsonObject Object(string apiVersion, string kind, JsonObject labels, string spec) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["labels"] = labels },
        ["spec"] = JsonNode.Parse(spec),
    };

    private static JsonObject Named(JsonObject body, string name)
    {
        body["metadata"]!["name"] = name;
        return body;
    }

    private static JsonObject Map(JsonObject body, string name)
    {
        var metadata = body["metadata"]!.AsObject();
        if (metadata[name] is not JsonObject map)
        {
            metadata[name] = map = [];
        }

        return map;
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(params T[] of) => of[random.Next(of.Length)];
}
