using System.Text.Json.Nodes;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>The operations of RFC 6902 on one object, in order.</summary>
public sealed class JsonPatch
{
    private readonly JsonArray operations = [];

    private JsonPatch()
    {
    }

    /// <summary>
    /// Of an object as it was read: refused with reason <c>Conflict</c> once it has another <c>resourceVersion</c>. By <c>replace</c>,
    /// since an API server answers a <c>test</c> that fails with 422 and no reason.
    /// </summary>
    public static JsonPatch Of(string resourceVersion)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceVersion);
        return new JsonPatch().With("replace", "/metadata/resourceVersion", resourceVersion);
    }

    /// <summary>Of an object in whatever state it is.</summary>
    public static JsonPatch OfAnyState() => new();

    /// <summary>RFC 6901: <c>("metadata", "labels", "a/b")</c> is <c>/metadata/labels/a~1b</c>.</summary>
    public static string Pointer(params ReadOnlySpan<string> keys)
    {
        var pointer = "";
        foreach (var key in keys)
        {
            pointer += $"/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
        }

        return pointer;
    }

    public JsonPatch Add(string pointer, JsonNode value) => With("add", pointer, value);

    public JsonPatch Replace(string pointer, JsonNode value) => With("replace", pointer, value);

    public JsonPatch Remove(string pointer) => With("remove", pointer, null);

    /// <summary>As it is sent.</summary>
    public override string ToString() => operations.ToJsonString();

    private JsonPatch With(string operation, string pointer, JsonNode? value)
    {
        var json = new JsonObject { ["op"] = operation, ["path"] = pointer };
        if (value is not null)
        {
            json["value"] = value;
        }

        operations.Add((JsonNode)json);
        return this;
    }
}
