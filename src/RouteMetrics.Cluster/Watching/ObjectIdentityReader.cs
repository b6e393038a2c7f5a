using System.Text.Json;

namespace RouteMetrics.Cluster.Watching;

/// <summary>Finds the identity in an object's metadata, whatever shape the rest of it has.</summary>
internal static class ObjectIdentityReader
{
    /// <summary>The reader stands on the object's StartObject.</summary>
    public static ObjectIdentity Read(Utf8JsonReader json)
    {
        string? ns = null, name = null, uid = null, resourceVersion = null;
        if (MoveTo(ref json, "metadata"u8) && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("name"u8))
                {
                    name = Text(ref json);
                }
                else if (json.ValueTextEquals("namespace"u8))
                {
                    ns = Text(ref json);
                }
                else if (json.ValueTextEquals("uid"u8))
                {
                    uid = Text(ref json);
                }
                else if (json.ValueTextEquals("resourceVersion"u8))
                {
                    resourceVersion = Text(ref json);
                }
                else
                {
                    json.Skip();
                }
            }
        }

        return new(string.IsNullOrEmpty(ns) ? null : ns, name ?? "", uid ?? "", resourceVersion ?? "");
    }

    /// <summary>Moves from an object's StartObject to the value of one of its fields; false if it has no such field.</summary>
    public static bool MoveTo(ref Utf8JsonReader json, ReadOnlySpan<byte> field)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isField = json.ValueTextEquals(field);
            json.Read();
            if (isField)
            {
                return true;
            }

            json.Skip();
        }

        return false;
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
        {
            return json.GetString();
        }

        json.Skip();
        return null;
    }
}
