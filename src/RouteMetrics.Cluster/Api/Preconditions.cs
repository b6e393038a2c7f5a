using System.Text.Json.Nodes;

namespace RouteMetrics.Cluster.Api;

/// <summary>What an object must still be for its deletion to go ahead; null: whatever it is.</summary>
public sealed record Preconditions(string? Uid, string? ResourceVersion)
{
    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Uid is not null)
        {
            json["uid"] = Uid;
        }

        if (ResourceVersion is not null)
        {
            json["resourceVersion"] = ResourceVersion;
        }

        return json;
    }
}
