using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Admission;
using RouteMetrics.Core;
using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Files;
using RouteMetrics.Documents.Yaml;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Demo;

/// <summary>The podinfo example from admission to request names. Each step checks its own result.</summary>
internal sealed class PodinfoDemo(Narration narration)
{
    private static readonly RouteMetricsSettings Settings = RouteMetricsSettings.Default;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Request, string Label)[] Requests =
    [
        ("GET http://podinfo-svc.podinfo:9898/healthz", "GET /healthz"),
        ("POST http://podinfo-svc.podinfo:9898/echo", "POST /echo"),
        ("GET http://podinfo-svc.podinfo:9898/other", "unknown"),
    ];

    /// <summary>A Namespace is created: it joins the mesh and gets a waypoint.</summary>
    public async Task CreateNamespaceAsync(AdmissionClient client, CancellationToken cancellation)
    {
        narration.Step("kubectl create namespace podinfo: the API server asks /mutate/namespaces");
        var created = ObjectOf(Sample.NamespaceReview);
        narration.Say($"labels before:\n{Lines(created["metadata"]?["labels"])}");
        await MutateAsync(client, AdmissionPaths.MutateNamespaces, Sample.NamespaceReview, created, cancellation);
        var labels = Lines(created["metadata"]?["labels"]);
        narration.Say($"labels after:\n{labels}");
        narration.Expect(
            "labels of the Namespace", "  istio.io/dataplane-mode: ambient\n  istio.io/use-waypoint: podinfo-waypoint\n", labels);
    }

    /// <summary>An HTTPRoute is created: it is judged, and says what its requests will be called.</summary>
    public async Task CreateHttpRouteAsync(AdmissionClient client, CancellationToken cancellation)
    {
        narration.Step("kubectl apply -f httproute.yaml: the API server asks /mutate/httproutes and /validate/httproutes");
        var created = ObjectOf(Sample.HttpRouteReview);
        await MutateAsync(client, AdmissionPaths.MutateHttpRoutes, Sample.HttpRouteReview, created, cancellation);
        var annotations = Lines(created["metadata"]?["annotations"]);
        narration.Say($"annotations after:\n{annotations}");
        narration.Expect(
            "annotations of the HTTPRoute",
            """  routemetrics.io/operations: [{"value":"GET /healthz","condition":"xds.route_name == 'podinfo.podinfo.0' && request.method == 'GET' && """
            + """request.url_path == '/healthz'"},{"value":"POST /echo","condition":"xds.route_name == 'podinfo.podinfo.1' && request.method == 'POST' && """
            + """request.url_path == '/echo'"}]""" + "\n",
            annotations);
        await using var review = Sample.Open(Sample.HttpRouteReview);
        Judge(AdmissionPaths.ValidateHttpRoutes, await client.ReviewAsync(AdmissionPaths.ValidateHttpRoutes, review, cancellation));
    }

    /// <summary>What the mesh is told: the objects, and what they call requests.</summary>
    public void Explain()
    {
        using var manifests = Sample.Open(Sample.Manifests);
        var state = InputDocuments.Read(["-"], manifests).State;
        var plan = RoutePlan.Of(state, Settings);
        var rendered = plan.Manifests();

        narration.Step("route-metrics render -f podinfo.yaml: the objects that make Istio count by route");
        narration.Say(ManifestText.Yaml(rendered));
        narration.Expect(
            "rendered objects",
            "Namespace podinfo, Gateway podinfo-waypoint, WasmPlugin podinfo-svc-wasmplugin, Telemetry podinfo-svc-telemetry",
            string.Join(", ", rendered.Select(static manifest => $"{manifest.Kind} {manifest.Name}")));

        narration.Step("route-metrics explain -f podinfo.yaml --request ...: what requests are counted as");
        foreach (var (text, label) in Requests)
        {
            if (RequestText.Parse(text, []).Request is not { } request
                || TargetChoice.Of(request, state, plan.Targets) is not { } target)
            {
                narration.Fail($"{text}: names no target");
                continue;
            }

            var explanation = RequestExplanation.Explain(target, request, state, Settings);
            narration.Say($"\n{ExplanationText.Write(explanation, Settings.LabelName)}");
            narration.Expect(text, label, explanation.Label);
        }
    }

    private async Task MutateAsync(AdmissionClient client, string path, string sample, JsonObject created, CancellationToken cancellation)
    {
        await using var review = Sample.Open(sample);
        var response = await client.ReviewAsync(path, review, cancellation);
        Judge(path, response);
        if (response["patch"]?.GetValue<string>() is { } encoded && JsonNode.Parse(Convert.FromBase64String(encoded)) is JsonArray patch)
        {
            narration.Say($"patch:\n{string.Join("", patch.Select(static operation => $"  {operation?.ToJsonString(Readable)}\n"))}");
            JsonPatch.Apply(created, patch);
        }
    }

    private void Judge(string path, JsonObject response)
    {
        var allowed = response["allowed"]?.GetValue<bool>() == true;
        narration.Say($"{path}: {(allowed ? "allowed" : "denied")}");
        narration.Expect(path, "allowed", allowed ? "allowed" : response.ToJsonString());
    }

    private static JsonObject ObjectOf(string sample)
    {
        using var review = Sample.Open(sample);
        return JsonNode.Parse(review)?["request"]?["object"] as JsonObject ?? throw new InvalidDataException($"{sample}: no object");
    }

    private static string Lines(JsonNode? map)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in map?.AsObject() ?? [])
        {
            text.Append($"  {key}: {value}\n");
        }

        return text.Length == 0 ? "  (none)\n" : text.ToString();
    }
}
