using System.Globalization;
using System.Text.Json.Nodes;

namespace RouteMetrics.Cluster.Leases;

/// <summary>What a Lease says, and the changes that an election makes to it (client-go tools/leaderelection). Times in it are for people only.</summary>
internal static class LeaseRecord
{
    /// <summary>Empty if nobody holds it.</summary>
    public static string Holder(JsonObject lease) => Text(lease["spec"]?["holderIdentity"]) ?? "";

    /// <summary>How long its holder may hold it without a renewal.</summary>
    public static TimeSpan Duration(JsonObject lease, TimeSpan otherwise) =>
        lease["spec"]?["leaseDurationSeconds"] is JsonValue value && value.TryGetValue(out int seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : otherwise;

    /// <summary>Equal as long as nobody renewed, took or gave back the lease.</summary>
    public static string Fingerprint(JsonObject lease) => lease["spec"]?.ToJsonString() ?? "";

    public static JsonObject New(LeaseOptions options, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = options.Name, ["namespace"] = options.Namespace },
        ["spec"] = Spec(options.Identity, (int)options.Duration.TotalSeconds, Time(now), Time(now), 0),
    };

    /// <summary>The same lease, held by us from now on.</summary>
    public static JsonObject Taken(JsonObject lease, LeaseOptions options, DateTimeOffset now) =>
        With(lease, Spec(options.Identity, (int)options.Duration.TotalSeconds, Time(now), Time(now), Transitions(lease) + 1));

    /// <summary>The same lease, still held by us.</summary>
    public static JsonObject Renewed(JsonObject lease, LeaseOptions options, DateTimeOffset now) => With(
        lease,
        Spec(options.Identity, (int)options.Duration.TotalSeconds, Text(lease["spec"]?["acquireTime"]) ?? Time(now), Time(now), Transitions(lease)));

    /// <summary>The same lease, held by nobody: the next one need not wait.</summary>
    public static JsonObject Released(JsonObject lease, DateTimeOffset now) => With(lease, Spec("", 1, Time(now), Time(now), Transitions(lease)));

    private static JsonObject With(JsonObject lease, JsonObject spec)
    {
        var changed = (JsonObject)lease.DeepClone();
        changed["spec"] = spec;
        return changed;
    }

    private static JsonObject Spec(string holder, int seconds, string acquired, string renewed, int transitions) => new()
    {
        ["holderIdentity"] = holder,
        ["leaseDurationSeconds"] = seconds,
        ["acquireTime"] = acquired,
        ["renewTime"] = renewed,
        ["leaseTransitions"] = transitions,
    };

    private static int Transitions(JsonObject lease) =>
        lease["spec"]?["leaseTransitions"] is JsonValue value && value.TryGetValue(out int transitions) ? transitions : 0;

    // metav1.MicroTime takes exactly six digits.
    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
