using System.Globalization;
using System.Text.Json.Nodes;
using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Controller.Diagnosis;

/// <summary>Whether the labels arrive: what the waypoints count, or what a Prometheus has of it.</summary>
internal sealed class LabelChecks(KubernetesApi api, RouteMetricsSettings settings, Uri? prometheus)
{
    private static readonly ResourceType Pods = new("", "v1", "pods", "Pod", IsNamespaced: true);

    public async Task<IReadOnlyList<Check>> RunAsync(string? only, RoutePlan plan, CancellationToken ct)
    {
        var services = plan.Measured
            .Where(target => target.Target.IsAtWaypoint && (only is null || target.Target.Key.Namespace == only)).ToList();
        if (services.Count == 0)
        {
            return [];
        }

        var seen = new SeenLabels();
        IReadOnlyList<Check> targets = [];
        try
        {
            if (prometheus is not null)
            {
                await AskAsync(prometheus, seen, ct);
                targets = await TargetsAsync(prometheus, ct);
            }
            else if (!await ReadAsync(plan.Waypoints.Where(waypoint => only is null || waypoint.Namespace == only), seen, ct))
            {
                return [Check.Unknown("labels", "no waypoint has a pod that could be asked", "give --prometheus, if one scrapes them")];
            }
        }
        catch (Exception refused) when (refused is KubernetesApiException or HttpRequestException or System.Text.Json.JsonException
            || (refused is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return [Check.Unknown("labels", refused.Message, "give --prometheus, if one scrapes the waypoints")];
        }

        return
        [
            .. targets,
            .. services.SelectMany(target => plan.MetricNamesOf(target.Target).SelectMany(name => seen.Of(
                target.Target.Key.Namespace, name,
                [.. target.Operations.Select(static operation => operation.Value).Distinct(StringComparer.Ordinal)], settings.UnmatchedName))),
        ];
    }

    // The agent of a waypoint answers on port 15020, as for Prometheus.
    private async Task<bool> ReadAsync(IEnumerable<NamespacedName> waypoints, SeenLabels seen, CancellationToken ct)
    {
        var any = false;
        foreach (var waypoint in waypoints)
        {
            var pods = await api.ListAsync(Pods, waypoint.Namespace, $"gateway.networking.k8s.io/gateway-name={waypoint.Name}", ct);
            foreach (var pod in pods.Select(static pod => (string?)pod["metadata"]?["name"]).OfType<string>())
            {
                seen.Read(
                    await api.GetTextAsync(
                        $"/api/v1/namespaces/{waypoint.Namespace}/pods/{pod}:15020/proxy/stats/prometheus", $"get pods/proxy {pod}", ct),
                    settings.LabelName);
                any = true;
            }
        }

        return any;
    }

    // What answers queries like a Prometheus need not scrape anything, and then knows no targets.
    private static async Task<IReadOnlyList<Check>> TargetsAsync(Uri server, CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await client.GetAsync(new Uri(server, "api/v1/targets?state=active"), ct);
        return answer.IsSuccessStatusCode
            ? ScrapeTargets.Of(JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct)))
            : [Check.Unknown("scrape targets", $"{server} tells of none: {(int)answer.StatusCode}")];
    }

    private async Task AskAsync(Uri server, SeenLabels seen, CancellationToken ct)
    {
        var by = $"destination_service_namespace, destination_service_name, {settings.LabelName}";
        var query = $"sum by ({by}) (increase(istio_requests_total{{reporter=\"waypoint\", {settings.LabelName}!=\"\"}}[5m]))";
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var body = new FormUrlEncodedContent([new("query", query)]);
        using var answer = await client.PostAsync(new Uri(server, "api/v1/query"), body, ct);
        _ = answer.EnsureSuccessStatusCode();
        var found = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))?["data"]?["result"] as JsonArray ?? [];
        foreach (var sample in found.OfType<JsonObject>())
        {
            var metric = sample["metric"];
            if (double.TryParse((string?)sample["value"]?[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
            {
                seen.Add(
                    (string?)metric?["destination_service_namespace"] ?? "", (string?)metric?["destination_service_name"] ?? "",
                    (string?)metric?[settings.LabelName] ?? "", count);
            }
        }
    }
}
