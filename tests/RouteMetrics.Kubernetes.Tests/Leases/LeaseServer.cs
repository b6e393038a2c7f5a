using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Leases;

/// <summary>Keeps one Lease as an API server does: 404 before it is created, 409 for an outdated <c>resourceVersion</c>.</summary>
internal sealed class LeaseServer
{
    private readonly Lock gate = new();
    private readonly List<string> states = [];
    private JsonObject? lease;
    private int version;

    /// <summary>Answers instead while it is set.</summary>
    public Answer? Outage { get; set; }

    /// <summary>Each state of the lease until now: holder, seconds, acquired, renewed, transitions.</summary>
    public IReadOnlyList<string> States
    {
        get
        {
            lock (gate)
            {
                return [.. states];
            }
        }
    }

    public JsonObject? Lease
    {
        get
        {
            lock (gate)
            {
                return lease?.DeepClone() as JsonObject;
            }
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        if (Outage is { } outage)
        {
            await outage(context);
            return;
        }

        await NowAsync(context);
    }

    /// <summary>What it does when there is no outage.</summary>
    public async Task NowAsync(HttpContext context)
    {
        var body = context.Request.Method == "GET" ? null : (JsonObject?)await JsonNode.ParseAsync(context.Request.Body);
        await AnswerTo(context.Request.Method, body)(context);
    }

    public void Set(JsonObject changed)
    {
        lock (gate)
        {
            Store(changed);
        }
    }

    private Answer AnswerTo(string method, JsonObject? body)
    {
        lock (gate)
        {
            switch (method)
            {
                case "GET":
                    return lease is null ? Answers.Failure(404, "NotFound", "leases \"l\" not found") : Answers.Json(lease.ToJsonString());
                case "POST" when lease is not null:
                    return Answers.Failure(409, "AlreadyExists", "leases \"l\" already exists");
                case "PUT" when lease is null:
                    return Answers.Failure(404, "NotFound", "leases \"l\" not found");
                case "PUT" when (string?)body!["metadata"]!["resourceVersion"] != (string?)lease!["metadata"]!["resourceVersion"]:
                    return Answers.Failure(409, "Conflict", "the object has been modified");
                default:
                    return Answers.Json(Store(body!).ToJsonString());
            }
        }
    }

    private JsonObject Store(JsonObject changed)
    {
        lease = (JsonObject)changed.DeepClone();
        lease["metadata"]!["resourceVersion"] = $"{++version}";
        var spec = lease["spec"]!;
        states.Add($"{spec["holderIdentity"]} {spec["leaseDurationSeconds"]} {spec["acquireTime"]} {spec["renewTime"]} {spec["leaseTransitions"]}");
        return lease;
    }
}
