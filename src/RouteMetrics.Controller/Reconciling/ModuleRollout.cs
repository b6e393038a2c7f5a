using System.Net;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Kubernetes.Retries;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>
/// Whether every ready replica serves the module of this program. In a rolling upgrade some do not yet, and the Service sends proxies to
/// any of them: a proxy that gives up does not ask again until the next push (istio pkg/wasm/cache.go). Thread-safe.
/// </summary>
internal sealed class ModuleRollout(KubernetesApi api, HttpMessageInvoker replicas, TimeProvider time, ILogger log)
{
    /// <summary>How long an answer holds, and how long to wait after a no.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private const string OfService = "kubernetes.io/service-name";

    /// <summary>For one replica, in the same cluster.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly HttpMessageInvoker Direct = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero, // another replica may have the address by then
    });

    private readonly Lock gate = new();
    private readonly RepeatFilter told = new();
    private readonly RepeatFilter unasked = new();
    private Task<bool>? asked;
    private long askedAt;

    public ModuleRollout(KubernetesApi api, TimeProvider time, ILogger log)
        : this(api, Direct, time, log)
    {
    }

    /// <summary>
    /// False while one does not, or none is ready; then it is logged once, with the reason. Without the right to ask, the Service is asked
    /// for all of them: where an image is newer than its manifests, it may have no port for modules. On clusters without EndpointSlices
    /// true: never to write the module would be worse than to write it a moment too early.
    /// </summary>
    public async Task<bool> IsServedAsync(string ownNamespace, CancellationToken ct)
    {
        Task<bool> answer;
        lock (gate)
        {
            if (asked is null or { IsCanceled: true } or { IsFaulted: true } || time.GetElapsedTime(askedAt) >= AskAgain)
            {
                (asked, askedAt) = (AskAsync(ownNamespace, ct), time.GetTimestamp());
            }

            answer = asked;
        }

        return await answer.WaitAsync(ct);
    }

    /// <summary>Where the ready endpoints of these slices serve modules; one whose readiness is not known counts as ready.</summary>
    internal static IReadOnlyList<string> AddressesOf(IEnumerable<JsonObject> slices) =>
    [
        .. from slice in slices
           from port in Items<JsonObject>(slice["ports"])
           where (string?)port["name"] == BuiltinModule.PortName
           from endpoint in Items<JsonObject>(slice["endpoints"])
           where (bool?)endpoint["conditions"]?["ready"] ?? true
           let address = (string?)Items<JsonValue>(endpoint["addresses"]).FirstOrDefault() // further ones are of the same endpoint
           where IPAddress.TryParse(address, out _)
           select address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:{port["port"]}" : $"{address}:{port["port"]}",
    ];

    private static IEnumerable<T> Items<T>(JsonNode? list) => (list as JsonArray ?? []).OfType<T>();

    private async Task<bool> AskAsync(string ownNamespace, CancellationToken ct)
    {
        try
        {
            var objection = await ObjectionAsync(ownNamespace, ct);
            if (objection is null && told.Forget(ownNamespace))
            {
                log.ModuleServed(BuiltinModule.UrlIn(ownNamespace));
            }

            if (objection is not null && told.IsNew(ownNamespace, objection))
            {
                log.ModuleAwaited(BuiltinModule.UrlIn(ownNamespace), objection);
            }

            return objection is null;
        }
        catch (KubernetesApiException unknown) when (unknown.Status == HttpStatusCode.NotFound)
        {
            TellUnasked(ownNamespace, unknown);
            return true;
        }
    }

    private void TellUnasked(string ownNamespace, KubernetesApiException refused)
    {
        if (unasked.IsNew(ownNamespace, refused.Message))
        {
            log.ModuleUnasked(refused.Message);
        }
    }

    private async Task<string?> ObjectionAsync(string ownNamespace, CancellationToken ct)
    {
        IReadOnlyList<JsonObject> slices;
        try
        {
            slices = await api.ListAsync(ResourceType.EndpointSlices, ownNamespace, $"{OfService}={BuiltinModule.Service}", ct);
        }
        catch (KubernetesApiException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            TellUnasked(ownNamespace, refused);
            return await ObjectionOfAsync(BuiltinModule.HostIn(ownNamespace), ct);
        }
        catch (KubernetesApiException away) when (away.Status != HttpStatusCode.NotFound)
        {
            return away.Message;
        }

        var addresses = AddressesOf(slices);
        var objections = await Task.WhenAll(addresses.Select(address => ObjectionOfAsync(address, ct)));
        return addresses.Count == 0
            ? $"Service {ownNamespace}/{BuiltinModule.Service} has no ready endpoint with a port {BuiltinModule.PortName}"
            : objections.FirstOrDefault(static objection => objection is not null);
    }

    private async Task<string?> ObjectionOfAsync(string address, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"http://{address}{BuiltinModule.Path}"));
        try
        {
            using var answer = await replicas.SendAsync(request, enough.Token);
            return answer.StatusCode == HttpStatusCode.OK ? null : $"{address} answers {(int)answer.StatusCode}";
        }
        catch (HttpRequestException failure)
        {
            return $"{address}: {(failure.InnerException ?? failure).Message}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"{address} does not answer within {Patience.TotalSeconds:0} s";
        }
    }
}
